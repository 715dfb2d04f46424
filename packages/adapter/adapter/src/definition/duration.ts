/** A length of time: milliseconds, or a number with its unit, as in `'500ms'`, `'5s'`, `'2m'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** In whole milliseconds. Throws unless it is a number above zero. */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parse(duration)
  if (!(ms > 0) || !Number.isFinite(ms)) throw new Error(`"${duration}" is no length of time`)
  return Math.round(ms)
}

function parse(duration: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') return Number.NaN
  return Number(amount) * unitsMs[unit]
}
