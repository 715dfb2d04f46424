import type { Fields } from '../definition/field.ts'
import type { Params, PushSource, RunningPush } from '../engine/source.ts'
import { figure } from './result-guard.ts'
import { RunningSocket } from './running-socket.ts'
import { createScrub } from './scrub.ts'
import type { SocketSpec } from './socket-spec.ts'
import type { InputOf, SourceContext, SourceDefinition } from './source-definition.ts'
import { createTeller } from './tell-outcomes.ts'

/**
 * A source that listens to a provider over one WebSocket for everything that is wanted: it connects
 * while something is, joins and leaves, and reconnects by itself.
 */
export function socket<P extends Params, Message = unknown, const E extends Fields = Fields>(
  _input: InputOf<P>,
  spec: SocketSpec<P, Message, E>,
): SourceDefinition<P> {
  const name = spec.name ?? 'ws'
  return {
    kind: 'push',
    name,
    env: spec.env ?? {},
    bind: (context) => ({
      kind: 'push',
      name,
      subscriptionMs: context.terms.socketSubscriptionMs,
      ttlMs: context.terms.socketSubscriptionMs,
      start: (...heard) => start(spec, context, heard),
    }),
  }
}

function start<P extends Params, Message, E extends Fields>(
  spec: SocketSpec<P, Message, E>,
  context: SourceContext,
  [hear, changed]: Parameters<PushSource['start']>,
): RunningPush {
  const scrub = createScrub(context.settings)
  const teller = createTeller({ clock: context.clock, guard: spec.result ?? figure(), scrub })
  return new RunningSocket({ spec, context, hear, changed, teller, scrub })
}
