import { readFile } from 'node:fs/promises'
import { ConfigError } from '@kivuko/config'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { type ChosenPlan, choosePlan, type Plans } from '../limits/plans.ts'
import { readLimits } from '../limits/read-limits.ts'
import type { SettledSettings } from '../settings/settle-settings.ts'

/**
 * The plan that an adapter keeps to: by hand, by its own plans, or by a limits file. Throws a
 * `ConfigError` when the file or the tier is wrong.
 */
export async function readPlan(
  definition: AdapterDefinition,
  settings: SettledSettings,
): Promise<ChosenPlan> {
  const { rateLimitPerMinute: perMinute, rateLimitPerSecond: perSecond } = settings
  const chosen = choosePlan({
    plans: await findPlans(definition, settings),
    ...(settings.rateLimitTier === undefined ? {} : { tier: settings.rateLimitTier }),
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(perSecond === undefined ? {} : { perSecond }),
  })
  if ('problem' in chosen) throw wrong('RATE_LIMIT_API_TIER', chosen.problem)
  if (settings.rateLimitEnabled) return chosen
  const { socket } = chosen
  return { because: 'no plans', ...(socket === undefined ? {} : { socket }) }
}

/** The file's plans for the provider, where there is one; otherwise the adapter's own. */
async function findPlans(
  { name, plans = {} }: AdapterDefinition,
  { rateLimitFile, rateLimitProvider }: SettledSettings,
): Promise<Plans> {
  const own = Object.entries(plans).map(([tier, { connections, subscriptions, ...http }]) => {
    const socket = {
      ...(connections === undefined ? {} : { connections }),
      ...(subscriptions === undefined ? {} : { subscriptions }),
    }
    return [tier, { http, socket }] as const
  })
  if (rateLimitFile === undefined) return Object.fromEntries(own)
  const { problems, providers } = readLimits(await readJson(rateLimitFile))
  const [problem] = problems
  if (problem !== undefined) throw wrong('RATE_LIMIT_FILE', `RATE_LIMIT_FILE: ${problem}`)
  return providers[(rateLimitProvider ?? name).toLowerCase()] ?? Object.fromEntries(own)
}

async function readJson(path: string): Promise<unknown> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    return json
  } catch {
    throw wrong('RATE_LIMIT_FILE', `RATE_LIMIT_FILE ${path} cannot be read as JSON`)
  }
}

function wrong(variable: string, message: string): ConfigError {
  return new ConfigError([{ variable, message }])
}
