/**
 * Repeating intervals (ISO 8601) in the calendar of UTC:
 *
 * | form                    | meaning                                                 |
 * |-------------------------|---------------------------------------------------------|
 * | `R[n]/start/duration`   | from the start on, one after the other                  |
 * | `R[n]/start/end`        | the same, each as long as the first                     |
 * | `R[n]/duration/end`     | back from the end, one before the other                 |
 *
 * `n` is how often the interval recurs, so that there are n + 1 of it; without `n`, or with a
 * negative one, there is no last. Boundaries are counted from the anchor, never from the boundary
 * before, so that months after January 31 begin on February 28 and then on March 31.
 */

/** A repeating interval that has been read. */
export interface RepeatingInterval {
  /** The start that it runs from, or the end that it runs back from. */
  readonly anchorMs: number
  readonly runs: 'forward' | 'backward'
  readonly period: Period
  /** `Infinity` when there is no last. */
  readonly occurrences: number
}

/** A length of time in calendar months and milliseconds. */
export interface Period {
  readonly months: number
  readonly ms: number
}

/** One occurrence: from its start, up to but without its end. */
export interface Occurrence {
  readonly startMs: number
  readonly endMs: number
}

/** Why a text is no repeating interval that can be used. */
export interface IntervalRefusal {
  readonly refusal: 'invalidInterval'
  readonly description: string
}

const secondMs = 1000
const dayMs = 24 * 60 * 60 * secondMs
/** The mean month of the Gregorian calendar: 146,097 days in 4,800 months. */
const meanMonthMs = (146_097 / 4_800) * dayMs

/** A shorter interval makes no sense as a limit of payments. */
export const intervalMsMin = secondMs
/** A hundred years: a longer interval is a mistake. */
export const intervalMsMax = 100 * 12 * meanMonthMs

/** The longest text that is read as an interval. */
export const intervalLengthMax = 128

/** Reads a repeating interval. Times without an offset are UTC. */
export function parseRepeatingInterval(text: string): RepeatingInterval | IntervalRefusal {
  const parts = text.length > intervalLengthMax ? [] : text.split('/')
  const [recurrence, from = '', to = ''] = parts
  const count = /^R(-?[0-9]{1,9})?$/.exec(recurrence ?? '')
  if (parts.length !== 3 || !count) return refuse('must have the form R[n]/start/duration')
  const recurrences = count[1] === undefined ? -1 : Number(count[1])
  const occurrences = recurrences < 0 ? Number.POSITIVE_INFINITY : recurrences + 1
  const line = parseLine(from, to)
  if (!line) return refuse('must be bounded by a date and time and a duration')
  const lengthMs = meanMs(line.period)
  if (lengthMs < intervalMsMin) return refuse('must not be shorter than a second')
  if (lengthMs > intervalMsMax) return refuse('must not be longer than a hundred years')
  return { ...line, occurrences }
}

/** The occurrence that a time lies in; undefined before the first and after the last. */
export function occurrenceAt(interval: RepeatingInterval, atMs: number): Occurrence | undefined {
  const index = indexAt(interval, atMs)
  const nth = interval.runs === 'forward' ? index : -1 - index
  if (nth < 0 || nth >= interval.occurrences) return undefined
  return { startMs: boundary(interval, index), endMs: boundary(interval, index + 1) }
}

/** The time `count` periods from the anchor; negative counts go back. */
export function boundary({ anchorMs, period }: RepeatingInterval, count: number): number {
  return addMonths(anchorMs, count * period.months) + count * period.ms
}

/**
 * The index whose boundary is the last one not after a time. Calendar months stay within days of as
 * many mean months, so that the estimate is off by two at most, however far away the time is.
 */
function indexAt(interval: RepeatingInterval, atMs: number): number {
  let index = Math.floor((atMs - interval.anchorMs) / meanMs(interval.period))
  while (boundary(interval, index) > atMs) index--
  while (boundary(interval, index + 1) <= atMs) index++
  return index
}

function parseLine(
  from: string,
  to: string,
): Pick<RepeatingInterval, 'anchorMs' | 'runs' | 'period'> | undefined {
  const fromMs = parseInstant(from)
  const toMs = parseInstant(to)
  if (fromMs !== undefined && toMs !== undefined) {
    return { anchorMs: fromMs, runs: 'forward', period: { months: 0, ms: toMs - fromMs } }
  }
  const period = parseDuration(fromMs === undefined ? from : to)
  const anchorMs = fromMs ?? toMs
  if (!period || anchorMs === undefined) return undefined
  return { anchorMs, runs: fromMs === undefined ? 'backward' : 'forward', period }
}

const dateDuration = /^P(?=[0-9T])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(.+))?$/
const timeDuration = /^(?=[0-9])(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?$/

function parseDuration(text: string): Period | undefined {
  const date = dateDuration.exec(text)
  const time = date?.[5] === undefined ? noTime : timeDuration.exec(date[5])
  if (!date || !time) return undefined
  const [, years = 0, months = 0, weeks = 0, days = 0] = numbers(date)
  const [, hours = 0, minutes = 0, seconds = 0] = numbers(time)
  const dayCount = weeks * 7 + days
  const secondCount = (hours * 60 + minutes) * 60 + seconds
  return {
    months: years * 12 + months,
    ms: dayCount * dayMs + secondCount * secondMs + millis(time[4]),
  }
}

const noTime: readonly string[] = []

const instantForm = /^(\d{4})-(\d\d)-(\d\d)(?:T(.+?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/
const timeForm = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/

function parseInstant(text: string): number | undefined {
  const groups = instantForm.exec(text)
  const time = timeForm.exec(groups?.[4] ?? '00')
  if (!groups || !time) return undefined
  const [, year = 0, month = 0, day = 0] = numbers(groups)
  const [, hour = 0, minute = 0, second = 0] = numbers(time)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month - 1)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, millis(time[4]))
  return date.getTime() - offsetMs(groups[5])
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z') return 0
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (offset.startsWith('-') ? -minutes : minutes) * 60 * secondMs
}

/** The groups of a match as numbers; those that matched nothing, or no number, are 0. */
function numbers(groups: readonly string[]): readonly number[] {
  return groups.map((digits) => Number(digits) || 0)
}

/** The first three digits of a fraction of a second. */
function millis(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
}

/** A day that the month does not have becomes the month's last. */
function addMonths(atMs: number, months: number): number {
  if (months === 0) return atMs
  const date = new Date(atMs)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(Math.min(day, daysInMonth(date.getUTCFullYear(), date.getUTCMonth())))
  return date.getTime()
}

function daysInMonth(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month + 1, 0)
  return date.getUTCDate()
}

function meanMs({ months, ms }: Period): number {
  return months * meanMonthMs + ms
}

function refuse(complaint: string): IntervalRefusal {
  return { refusal: 'invalidInterval', description: `interval ${complaint}` }
}
