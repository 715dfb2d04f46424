import { limitWindows, perSecondOf } from './limit-windows.ts'
import type { LimitTerms } from './limiter.ts'

/** Limits of a stream's connections. */
export interface SocketTerms {
  readonly connections?: number
  /** On each connection. */
  readonly subscriptions?: number
}

/** What a provider sells under one name. */
export interface Plan {
  /** For requests; none: without a limit. */
  readonly http?: LimitTerms
  readonly socket?: SocketTerms
}

/** Plans by their names, which are compared without regard to case. */
export type Plans = Readonly<Record<string, Plan>>

/** What chooses among plans. */
export interface PlanChoice {
  /** The adapter's own, or a provider's from `limits.json`. */
  readonly plans: Plans
  /** RATE_LIMIT_API_TIER. */
  readonly tier?: string
  /** Whether the start must fail when no tier is named. */
  readonly tierRequired?: boolean
  /** RATE_LIMIT_CAPACITY, RATE_LIMIT_CAPACITY_MINUTE: by hand, instead of the plan's figures. */
  readonly perMinute?: number
  /** RATE_LIMIT_CAPACITY_SECOND. */
  readonly perSecond?: number
}

/** The plan that holds. */
export interface ChosenPlan extends Plan {
  /** Undefined for figures by hand without a tier, and when there are no plans. */
  readonly tier?: string
  /** What decided, for the log at the start. */
  readonly because: 'by hand' | 'tier' | 'most restrictive' | 'no plans'
}

/** Why no plan could be chosen, for the list of errors at the start. */
export interface PlanRefusal {
  readonly problem: string
}

/**
 * The plan that holds: figures by hand before those of the tier, the most restrictive plan when no
 * tier is named. A tier's limits of streams hold in any case, since nobody gives those by hand.
 */
export function choosePlan(choice: PlanChoice): ChosenPlan | PlanRefusal {
  const found = findPlan(choice)
  if ('problem' in found) return found
  const byHand = handTerms(choice)
  if (byHand === undefined) return found
  const { tier, socket } = found.because === 'tier' ? found : {}
  return {
    http: byHand,
    ...(socket && { socket }),
    ...(tier !== undefined && { tier }),
    because: 'by hand',
  }
}

function findPlan(choice: PlanChoice): ChosenPlan | PlanRefusal {
  const { plans, tier = '', tierRequired = false } = choice
  const names = Object.keys(plans)
  if (tier !== '') {
    const name = names.find((known) => known.toLowerCase() === tier.toLowerCase())
    const plan = name === undefined ? undefined : plans[name]
    if (name === undefined || plan === undefined) return unknownTier(tier, names)
    return { ...plan, tier: name, because: 'tier' }
  }
  if (names.length === 0) return { because: 'no plans' }
  if (tierRequired && handTerms(choice) === undefined) {
    return { problem: `RATE_LIMIT_API_TIER must name one of ${names.join(', ')}` }
  }
  const [name, plan] = mostRestrictive(plans)
  return { ...plan, tier: name, because: 'most restrictive' }
}

function unknownTier(tier: string, names: readonly string[]): PlanRefusal {
  const known = names.length === 0 ? 'there are none' : `known are ${names.join(', ')}`
  return { problem: `RATE_LIMIT_API_TIER names no plan, ${JSON.stringify(tier)}: ${known}` }
}

function handTerms({ perMinute, perSecond }: PlanChoice): LimitTerms | undefined {
  if (perMinute === undefined && perSecond === undefined) return undefined
  return {
    ...(perMinute !== undefined && { perMinute }),
    ...(perSecond !== undefined && { perSecond }),
  }
}

/** The one that allows least in the long run; of several, the one that allows least at once. */
function mostRestrictive(plans: Plans): readonly [name: string, plan: Plan] {
  const ranked = Object.entries(plans).map(([name, plan]) => {
    const windows = limitWindows(plan.http ?? {})
    const atOnce = windows[0]?.limit ?? Number.POSITIVE_INFINITY
    return { name, plan, sustained: perSecondOf(windows) ?? Number.POSITIVE_INFINITY, atOnce }
  })
  const [least] = ranked.sort(
    (a, b) => compare(a.sustained, b.sustained) || compare(a.atOnce, b.atOnce),
  )
  if (least === undefined) throw new Error('There are no plans to choose from')
  return [least.name, least.plan]
}

/** A difference of infinities is no number. */
function compare(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
