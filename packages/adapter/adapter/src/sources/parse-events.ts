/** One server-sent event. */
export interface ServerEvent {
  /** `message` where the server names none. */
  readonly type: string
  readonly data: string
  /** The last id that the server gave, this event's or an earlier one's. */
  readonly id: string
}

/** Reads a stream of events piece by piece. */
export interface EventParser {
  /** The events that this piece completes. Throws when one is too long. */
  push(piece: Uint8Array): ServerEvent[]
  /** What to reconnect with. */
  readonly lastEventId: string
  /** For how long the server wants to be left alone before a reconnection. */
  readonly retryMs: number | undefined
}

const CR = 0x0d
const LF = 0x0a
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A parser of `text/event-stream` (WHATWG HTML §9.2.6): UTF-8, lines ended by CR, LF or both,
 * fields `event`, `data`, `id`, `retry`; a blank line ends an event, and one without data is none.
 * `lastEventId` is what an earlier stream ended with.
 */
export function createEventParser(options: {
  readonly lastEventId: string
  /** Bytes of one event. */
  readonly eventLengthMax: number
}): EventParser {
  const lines = createLineReader(options.eventLengthMax)
  let event = { type: '', data: undefined as string | undefined, id: options.lastEventId }
  let { lastEventId } = options
  let retryMs: number | undefined

  const takeField = (line: string): void => {
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') event.type = value
    else if (name === 'data')
      event.data = event.data === undefined ? value : `${event.data}\n${value}`
    else if (name === 'id' && !value.includes('\0')) event.id = value
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value)
  }
  const takeLine = (line: string): ServerEvent | undefined => {
    if (line !== '') {
      takeField(line)
      return undefined
    }
    const { data, id, type } = event
    lastEventId = id
    event = { type: '', data: undefined, id }
    return data === undefined ? undefined : { type: type === '' ? 'message' : type, data, id }
  }

  return {
    push: (piece) => {
      const complete: ServerEvent[] = []
      for (const line of lines.push(piece)) {
        const made = takeLine(line)
        if (made !== undefined) complete.push(made)
        else if ((event.data?.length ?? 0) > options.eventLengthMax) throw tooLong()
      }
      return complete
    },
    get lastEventId() {
      return lastEventId
    },
    get retryMs() {
      return retryMs
    },
  }
}

/** Lines of UTF-8, without their ends. */
interface LineReader {
  /** The lines that this piece completes. Throws when one is too long. */
  push(piece: Uint8Array): Iterable<string>
}

/**
 * Only what is new is looked through, and what is kept of a line lies in one buffer: a line that
 * comes byte by byte, or never ends, costs no more than its bytes.
 */
function createLineReader(bytesMax: number): LineReader {
  let held = Buffer.alloc(0)
  let length = 0
  /** An LF that follows a CR belongs to it, in the next piece too. */
  let endedInCr = false
  let isFirst = true

  const hold = (bytes: Uint8Array): void => {
    const needed = length + bytes.length
    if (needed > bytesMax) throw tooLong()
    if (needed > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(bytesMax, 2 * needed))
      held.copy(larger, 0, 0, length)
      held = larger
    }
    held.set(bytes, length)
    length = needed
  }
  const take = (): string => {
    const text = held.toString('utf8', 0, length)
    length = 0
    const wasFirst = isFirst
    isFirst = false
    return wasFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  }

  return {
    *push(piece) {
      let from = 0
      for (let at = 0; at < piece.length; at += 1) {
        const byte = piece[at]
        const belongs = endedInCr && byte === LF
        endedInCr = byte === CR
        if (belongs) from = at + 1
        if (belongs || (byte !== CR && byte !== LF)) continue
        hold(piece.subarray(from, at))
        from = at + 1
        yield take()
      }
      hold(piece.subarray(from))
    },
  }
}

function tooLong(): RangeError {
  return new RangeError('An event is too long')
}
