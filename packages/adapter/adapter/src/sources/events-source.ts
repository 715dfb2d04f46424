import type { Fields } from '../definition/field.ts'
import type { Params, PushSource, RunningPush } from '../engine/source.ts'
import type { EventsSpec } from './events-spec.ts'
import { figure } from './result-guard.ts'
import { RunningEvents } from './running-events.ts'
import { createScrub } from './scrub.ts'
import type { InputOf, SourceContext, SourceDefinition } from './source-definition.ts'
import { createTeller } from './tell-outcomes.ts'

/** A source that listens to a provider's server-sent events while something is wanted. */
export function events<P extends Params, Told = unknown, const E extends Fields = Fields>(
  _input: InputOf<P>,
  spec: EventsSpec<P, Told, E>,
): SourceDefinition<P> {
  const name = spec.name ?? 'sse'
  return {
    kind: 'push',
    name,
    env: spec.env ?? {},
    bind: (context) => ({
      kind: 'push',
      name,
      subscriptionMs: context.terms.eventsSubscriptionMs,
      ttlMs: context.terms.eventsTtlMs,
      start: (...heard) => start(spec, context, heard),
    }),
  }
}

function start<P extends Params, Told, E extends Fields>(
  spec: EventsSpec<P, Told, E>,
  context: SourceContext,
  [hear, changed]: Parameters<PushSource['start']>,
): RunningPush {
  const scrub = createScrub(context.settings)
  const teller = createTeller({ clock: context.clock, guard: spec.result ?? figure(), scrub })
  return new RunningEvents({ spec, context, hear, changed, teller, scrub })
}
