/** A part of every week in which a market is closed; UTC, in ms from the start of Monday. */
export interface WeeklyClosure {
  readonly fromMs: number
  /** Above `fromMs`, and at most the end of the week. */
  readonly toMs: number
}

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** The Monday before 1 January 1970, a Thursday. */
const FIRST_MONDAY_MS = -3 * DAY_MS

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const written = /^([A-Z][a-z]{2}) (\d{2}):(\d{2}) ?[-–] ?([A-Z][a-z]{2}) (\d{2}):(\d{2})$/

/**
 * Reads `Fri 21:00 - Sun 22:00`; it may go over the end of the week, and then is two parts of it.
 * `undefined` for what is not of this form, and for no time at all.
 */
export function readClosure(text: string): readonly WeeklyClosure[] | undefined {
  const [, fromDay = '', fromHour, fromMinute, toDay = '', toHour, toMinute] =
    written.exec(text) ?? []
  const fromMs = timeOfWeek(fromDay, Number(fromHour), Number(fromMinute))
  const toMs = timeOfWeek(toDay, Number(toHour), Number(toMinute))
  if (fromMs === undefined || toMs === undefined || fromMs === toMs) return undefined
  if (fromMs < toMs) return [{ fromMs, toMs }]
  const parts = [
    { fromMs: 0, toMs },
    { fromMs, toMs: WEEK_MS },
  ]
  return parts.filter((part) => part.fromMs < part.toMs)
}

function timeOfWeek(day: string, hour: number, minute: number): number | undefined {
  const index = days.indexOf(day)
  const isTime = index >= 0 && minute < 60 && (hour < 24 || (hour === 24 && minute === 0))
  return isTime ? (index * DAY_MS + (hour * 60 + minute) * 60_000) % WEEK_MS : undefined
}

/** The same times in their order, none of them twice. */
export function joinClosures(closures: readonly WeeklyClosure[]): readonly WeeklyClosure[] {
  const joined: WeeklyClosure[] = []
  for (const next of closures.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = joined.at(-1)
    if (last === undefined || next.fromMs > last.toMs) joined.push(next)
    else joined.splice(-1, 1, { ...last, toMs: Math.max(last.toMs, next.toMs) })
  }
  return joined
}

/** Whether nothing of the week is left. */
export function isAlwaysClosed(joined: readonly WeeklyClosure[]): boolean {
  return openMsOfWeek(joined) === 0
}

/**
 * When a price is too old that may become `maxAgeMs`: time in which its market is closed does not
 * count. `joined` leave some of the week.
 */
export function staleAt(atMs: number, maxAgeMs: number, joined: readonly WeeklyClosure[]): number {
  const openMs = openMsOfWeek(joined)
  const weeks = Math.max(0, Math.ceil(maxAgeMs / openMs) - 1)
  let leftMs = maxAgeMs - weeks * openMs
  let timeMs = atMs + weeks * WEEK_MS
  for (;;) {
    const { closedMs, untilMs } = nextClosure(timeMs, joined)
    if (leftMs <= untilMs) return timeMs + leftMs
    leftMs -= untilMs
    timeMs += untilMs + closedMs
  }
}

/** How long it is until the next closure, and how long that takes; 0 until one that is now. */
function nextClosure(timeMs: number, joined: readonly WeeklyClosure[]) {
  const nowMs = (((timeMs - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS
  const next = joined.find(({ toMs }) => nowMs < toMs)
  const [first] = joined
  if (next !== undefined) {
    const fromMs = Math.max(next.fromMs, nowMs)
    return { untilMs: fromMs - nowMs, closedMs: next.toMs - fromMs }
  }
  if (first === undefined) return { untilMs: Number.POSITIVE_INFINITY, closedMs: 0 }
  return { untilMs: first.fromMs + WEEK_MS - nowMs, closedMs: first.toMs - first.fromMs }
}

function openMsOfWeek(joined: readonly WeeklyClosure[]): number {
  return joined.reduce((openMs, { fromMs, toMs }) => openMs - (toMs - fromMs), WEEK_MS)
}
