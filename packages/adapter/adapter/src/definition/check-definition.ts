import type { AdapterDefinition } from './adapter-definition.ts'
import { durationMs } from './duration.ts'
import type { EndpointDefinition } from './endpoint.ts'

/**
 * Throws on an adapter that cannot be served as it is written: a name that is no name, endpoints
 * without sources or with two of one name, times that are none or the wrong way round.
 */
export function checkDefinition({ name, endpoints, plans = {} }: AdapterDefinition): void {
  if (!/^[\w-]+$/.test(name)) throw new Error(`"${name}" is no name for an adapter`)
  for (const [each, endpoint] of Object.entries(endpoints)) checkEndpoint(each, endpoint)
  for (const [plan, terms] of Object.entries(plans)) {
    const wrong = Object.entries(terms).find(([, figure]) => !(Number(figure) > 0))
    if (wrong !== undefined) throw new Error(`${wrong[0]} of the plan ${plan} is not above zero`)
  }
}

function checkEndpoint(
  name: string,
  { sources, freshFor, serveStaleFor }: EndpointDefinition,
): void {
  if (sources.length === 0) throw new Error(`The endpoint ${name} needs a source`)
  const names = sources.map((source) => source.name.toLowerCase())
  const twice = names.find((each, index) => names.indexOf(each) !== index)
  if (twice !== undefined) throw new Error(`Two sources of ${name} are called ${twice}`)
  const freshMs = freshFor === undefined ? 0 : durationMs(freshFor)
  const staleMs = serveStaleFor === undefined ? undefined : durationMs(serveStaleFor)
  if (staleMs !== undefined && staleMs < freshMs) {
    throw new Error(`${name} would serve nothing for part of the time it is fresh`)
  }
}
