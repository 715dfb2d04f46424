import type { LimitTerms } from './limiter.ts'
import type { Plan, Plans, SocketTerms } from './plans.ts'

/** The plans of every provider in a `limits.json`, names in lower case. */
export type ProviderPlans = Readonly<Record<string, Plans>>

/** What was read, and each mistake with its place: `acme.http.free.rateLimit1m`. */
export interface ReadLimits {
  readonly providers: ProviderPlans
  readonly problems: readonly string[]
}

const HTTP_FIGURES: Readonly<Record<string, keyof LimitTerms>> = {
  rateLimit1s: 'perSecond',
  rateLimit1m: 'perMinute',
  rateLimit1h: 'perHour',
  rateLimit1d: 'perDay',
  rateLimit1mo: 'perMonth',
}

const SOCKET_FIGURES: Readonly<Record<string, keyof SocketTerms>> = {
  connections: 'connections',
  subscriptions: 'subscriptions',
}

/**
 * Reads the parsed text of a `limits.json`:
 *
 * ```
 * { provider: { http: { tier: { rateLimit1s, rateLimit1m, rateLimit1h, rateLimit1d, rateLimit1mo }
 * },
 *               ws: { tier: { connections, subscriptions } } } }
 * ```
 *
 * Every figure that is given holds in its own window; none is made up from another. Other members
 * (`note`) are ignored. A tier with the same name in both forms is one plan.
 */
export function readLimits(json: unknown): ReadLimits {
  const problems: string[] = []
  const providers = members(json, { place: '', problems }).map(([provider, forms]) => {
    return [provider, readProvider(forms, { place: provider, problems })] as const
  })
  return { providers: Object.fromEntries(providers), problems }
}

interface Place {
  readonly place: string
  readonly problems: string[]
}

function readProvider(forms: unknown, { place, problems }: Place): Plans {
  const plans = new Map<string, Plan>()
  for (const [form, tiers] of members(forms, { place, problems })) {
    const key = form === 'ws' ? 'socket' : form
    if (key !== 'http' && key !== 'socket') continue
    const names = key === 'http' ? HTTP_FIGURES : SOCKET_FIGURES
    for (const [tier, figures] of members(tiers, { place: `${place}.${form}`, problems })) {
      const terms = readFigures(figures, { names, place: `${place}.${form}.${tier}`, problems })
      plans.set(tier, { ...plans.get(tier), [key]: terms })
    }
  }
  return Object.fromEntries(plans)
}

interface FigurePlace extends Place {
  readonly names: Readonly<Record<string, string>>
}

function readFigures(figures: unknown, where: FigurePlace): Readonly<Record<string, number>> {
  const { names, place, problems } = where
  const terms: Record<string, number> = {}
  for (const [given, name] of Object.entries(names)) {
    const figure = memberOf(figures, given)
    if (figure === undefined || figure === null) continue
    if (typeof figure === 'number' && figure > 0 && Number.isFinite(figure)) terms[name] = figure
    else problems.push(`${place}.${given} must be a number above 0`)
  }
  if (!isRecord(figures)) problems.push(`${place} must be an object`)
  return terms
}

/** The members of an object, names in lower case. */
function members(
  value: unknown,
  { place, problems }: Place,
): readonly (readonly [string, unknown])[] {
  if (!isRecord(value)) {
    problems.push(`${place === '' ? 'The whole' : place} must be an object`)
    return []
  }
  return Object.entries(value).map(([name, member]) => [name.toLowerCase(), member])
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
