import { parseRepeatingInterval, type Period } from '@kivuko/gnap'

const units = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1_000 },
] as const

/**
 * Says in words how often a limit begins anew: `every month, from 1 May 2030`. A text that is no
 * repeating interval is given back as it is.
 */
export function describeInterval(text: string): string {
  const interval = parseRepeatingInterval(text)
  if ('refusal' in interval) return text
  const { anchorMs, runs, period, occurrences } = interval
  const often = `every ${describePeriod(period)}`
  const times = occurrences === Number.POSITIVE_INFINITY ? '' : `, ${describeTimes(occurrences)}`
  return `${often}${times}, ${runs === 'forward' ? 'from' : 'until'} ${day.format(anchorMs)}`
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** `month`, `2 weeks`, `1 year and 6 months`. */
function describePeriod({ months, ms }: Period): string {
  const parts = [
    count(Math.trunc(months / 12), 'year'),
    count(months % 12, 'month'),
    ...describeTime(ms),
  ].filter((part) => part !== undefined)
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only.replace(/^1 /, '')
  return new Intl.ListFormat('en').format(parts)
}

function describeTime(ms: number): readonly (string | undefined)[] {
  const weekMs = 7 * units[0].ms
  if (ms > 0 && ms % weekMs === 0) return [count(ms / weekMs, 'week')]
  let left = ms
  return units.map((unit) => {
    const whole = Math.trunc(left / unit.ms)
    left -= whole * unit.ms
    return count(whole, unit.name)
  })
}

function count(number: number, unit: string): string | undefined {
  if (number === 0) return undefined
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}

function describeTimes(occurrences: number): string {
  return occurrences === 1 ? 'once' : `${occurrences} times`
}
