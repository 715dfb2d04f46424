import { type FrameworkSettings, frameworkSchema } from './framework-settings.ts'

/** The framework's settings, with what some of them mean for others carried out. */
export interface SettledSettings extends FrameworkSettings {
  /** How long a client waits for a value at most. */
  readonly answerWithinMs: number
}

/** Carries out what settings mean for each other. */
export function settleSettings(settings: FrameworkSettings): SettledSettings {
  const { pollRetries, pollSleepMs, metricsEnabled, experimentalMetricsEnabled } = settings
  const patienceMs = pollRetries === undefined ? undefined : pollRetries * pollSleepMs
  return {
    ...settings,
    ...orderedAges(settings),
    debug: settings.debug || settings.nodeEnv === 'development',
    metricsEnabled: metricsEnabled && experimentalMetricsEnabled,
    answerWithinMs: patienceMs ?? settings.answerTimeoutMs,
  }
}

/**
 * Whether the ages are the wrong way round although both are set. Where only one is set, the other
 * one's default follows it: an environment of the successor knows no minimum.
 */
export function areAgesCrossed({
  cacheMinAgeMs: min,
  cacheMaxAgeMs: max,
}: FrameworkSettings): boolean {
  return min > max && min !== defaultOf('cacheMinAgeMs') && max !== defaultOf('cacheMaxAgeMs')
}

function orderedAges({
  cacheMinAgeMs: min,
  cacheMaxAgeMs: max,
}: FrameworkSettings): Pick<FrameworkSettings, 'cacheMinAgeMs' | 'cacheMaxAgeMs'> {
  if (min <= max) return { cacheMinAgeMs: min, cacheMaxAgeMs: max }
  const followed = min === defaultOf('cacheMinAgeMs') ? max : min
  return { cacheMinAgeMs: followed, cacheMaxAgeMs: followed }
}

function defaultOf(key: 'cacheMinAgeMs' | 'cacheMaxAgeMs'): number | undefined {
  const { absent } = frameworkSchema[key]
  return typeof absent === 'object' ? absent.value : undefined
}
