import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import type { EndpointDefinition } from '../definition/endpoint.ts'
import type { EngineEndpoint } from '../engine/engine.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { SocketTerms } from '../limits/plans.ts'
import type { Settings } from '../settings/read-settings.ts'
import { createOtherAdapters } from '../sources/other-adapters.ts'
import { createSocketPlan } from '../sources/socket-plan.ts'
import type { SourceContext, SourceDefinition } from '../sources/source-definition.ts'
import { variablePrefix } from '../settings/adapter-urls.ts'
import type { AdapterWorld } from './adapter-world.ts'
import { endpointTermsOf, sourceTermsOf } from './endpoint-terms.ts'

/** What sources are bound with. */
export interface BindOptions {
  readonly definition: AdapterDefinition
  readonly settings: Settings
  readonly ports: AdapterWorld
  readonly limiter: Limiter
  readonly socket: SocketTerms
}

/** The endpoints of an adapter with their sources, ready for an engine. */
export function bindEndpoints(options: BindOptions): readonly EngineEndpoint[] {
  const { definition, settings } = options
  const contextOf = contextsFor(options)
  return Object.entries(definition.endpoints).map(([name, endpoint]) => ({
    name,
    terms: endpointTermsOf(endpoint, settings.framework),
    sources: usedSources(endpoint, settings).map((source) => source.bind(contextOf(name))),
  }))
}

/** Without streams where they are switched off, unless there is nothing else. */
function usedSources(
  { sources }: EndpointDefinition,
  { framework }: Settings,
): readonly SourceDefinition[] {
  if (framework.wsEnabled) return sources
  const asked = sources.filter(({ kind }) => kind === 'pull')
  return asked.length === 0 ? sources : asked
}

function contextsFor(options: BindOptions): (endpoint: string) => SourceContext {
  const { definition, limiter, ports, settings, socket } = options
  const { framework } = settings
  const urls = [...settings.adapterUrls].map(([name, url]) => [variablePrefix(name), url] as const)
  const shared = {
    ...ports,
    others: createOtherAdapters({
      ...ports,
      inProcess: ports.others,
      urls: new Map(urls),
      timeoutMs: framework.apiTimeoutMs,
    }),
    socketPlan: createSocketPlan(socketLimits(socket, settings)),
    adapter: definition.name,
    settings: settings.own,
    terms: sourceTermsOf(framework),
    mayRepeat: async (cost: number) => (await limiter.take(cost)).ok,
  }
  return (endpoint) => ({ ...shared, endpoint })
}

function socketLimits(socket: SocketTerms, { framework }: Settings): SocketTerms {
  const connections = framework.wsConnectionsMax ?? socket.connections
  const subscriptions = framework.wsSubscriptionsMax ?? socket.subscriptions
  return {
    ...(connections === undefined ? {} : { connections }),
    ...(subscriptions === undefined ? {} : { subscriptions }),
  }
}
