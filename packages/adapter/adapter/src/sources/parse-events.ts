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

/**
 * A parser of `text/event-stream` (WHATWG HTML §9.2.6): UTF-8, lines ended by CR, LF or both,
 * fields `event`, `data`, `id`, `retry`; a blank line ends an event, and one without data is none.
 * `lastEventId` is what an earlier stream ended with.
 */
export function createEventParser(options: {
  readonly lastEventId: string
  /** Bytes, as far as they are characters, of one event. */
  readonly eventLengthMax: number
}): EventParser {
  const { eventLengthMax } = options
  const decoder = new TextDecoder('utf-8')
  let rest = ''
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
      rest += decoder.decode(piece, { stream: true })
      const lines = rest.split(/\r\n|\n|\r(?=[^\n])/)
      // A CR at the very end may be half of a CRLF: it waits for the next piece with its line.
      rest = lines.pop() ?? ''
      if (rest.length + (event.data?.length ?? 0) > eventLengthMax) {
        throw new RangeError('An event is too long')
      }
      return lines.map(takeLine).filter((complete) => complete !== undefined)
    },
    get lastEventId() {
      return lastEventId
    },
    get retryMs() {
      return retryMs
    },
  }
}
