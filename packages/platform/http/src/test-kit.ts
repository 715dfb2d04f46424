import { connect, type Socket } from 'node:net'
import { systemClock } from '@kivuko/clock'
import { type Log, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import type { HttpServerBase } from './http-server.ts'

/** What a server under test needs, with errors as `{"error":{"code":…,"message":…}}`. */
export function baseOptions(changes: Partial<HttpServerBase> = {}): HttpServerBase {
  return {
    name: 'test',
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
    errorBody: (_status, code, message) => ({ error: { code, message } }),
    ...changes,
  }
}

/** A log that keeps what is written to it. */
export function recordingLog(): { readonly log: Log; readonly lines: unknown[][] } {
  const lines: unknown[][] = []
  const log: Log = {
    error: (...line) => void lines.push(['error', ...line]),
    warn: (...line) => void lines.push(['warn', ...line]),
    info: (...line) => void lines.push(['info', ...line]),
    debug: () => {},
    with: () => log,
  }
  return { log, lines }
}

/** A bare TCP connection, to send what no HTTP client would. */
export interface Connection extends Disposable {
  send(text: string): void
  /** Resolves with all that has come, once it matches. */
  received(pattern: RegExp): Promise<string>
  /** Resolves with all that came before the other side closed. */
  closed(): Promise<string>
}

/** Connects to a server of this machine. */
export async function connectTo(port: number): Promise<Connection> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(port, '127.0.0.1', () => resolve(opened))
    opened.on('error', reject)
  })
  let text = ''
  let over = false
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const look of waiting) look()
  }
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    text += chunk
    changed()
  })
  socket.on('close', () => {
    over = true
    changed()
  })
  const until = (isReached: () => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (isReached()) resolve(text)
        else if (over) reject(new Error(`Closed after: ${text}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  return {
    send: (request) => void socket.write(request),
    received: (pattern) => until(() => pattern.test(text)),
    closed: () => until(() => over),
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** A promise that is resolved from outside. */
export function createGate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}
