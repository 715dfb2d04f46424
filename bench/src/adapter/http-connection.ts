import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A request that is ready to be sent, and what its answer must have. */
export interface RenderedRequest {
  /** Head and body. */
  readonly bytes: Buffer
  /** Must be in the body. */
  readonly expected: Buffer
}

/** One connection to a server, for one request at a time. */
export interface HttpConnection extends Disposable {
  /** Sends a request; throws unless its answer is 200 and has what is expected of it. */
  ask(request: RenderedRequest): Promise<void>
}

/**
 * Opens a connection that knows as much of HTTP/1.1 as costs nothing: an answer has a
 * `content-length`, and the connection stays. A client that does more would be slower than the
 * servers that are measured with it.
 */
export async function openHttpConnection(url: string): Promise<HttpConnection> {
  const { hostname, port } = new URL(url)
  let waiting: Waiting | undefined
  let begun: Buffer = nothing

  const settle = (problem: string | undefined): void => {
    const settled = waiting
    waiting = undefined
    begun = nothing
    if (problem === undefined) settled?.resolve()
    else settled?.reject(new Error(problem))
  }
  const read = (bytes: number, buffer: Buffer): boolean => {
    const piece = buffer.subarray(0, bytes)
    const all = begun.length === 0 ? piece : Buffer.concat([begun, piece])
    const problem = checkAnswer(all, waiting?.expected)
    if (problem !== 'incomplete') settle(problem)
    // The buffer is used again.
    else begun = Buffer.from(all)
    return true
  }
  const socket: Socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(readBytes), callback: read },
  })
  await once(socket, 'connect')
  let closed = 'the connection was closed'
  socket.on('error', (error) => {
    closed = String(error)
  })
  socket.on('close', () => settle(closed))
  return {
    ask: ({ bytes, expected }) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error(closed))
        waiting = { expected, resolve, reject }
        socket.write(bytes)
      }),
    [Symbol.dispose]: () => socket.destroy(),
  }
}

interface Waiting {
  readonly expected: Buffer
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const nothing = Buffer.alloc(0)

/** More than any answer that is expected. */
const readBytes = 65_536

const headEnd = Buffer.from('\r\n\r\n')

/** What is wrong with an answer: undefined when nothing is. */
function checkAnswer(all: Buffer, expected: Buffer | undefined): string | undefined {
  const headBytes = all.indexOf(headEnd)
  if (headBytes < 0) return 'incomplete'
  const head = all.toString('latin1', 0, headBytes)
  const bodyBytes = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (bodyBytes === undefined) return `an answer without content-length: ${head}`
  const bodyAt = headBytes + headEnd.length
  const end = bodyAt + Number(bodyBytes)
  if (all.length < end) return 'incomplete'
  if (expected === undefined) return 'an answer that nobody asked for'
  const text = (): string => all.toString('utf8', bodyAt, bodyAt + errorBytesMax)
  if (all.length > end) return `more than one answer: ${text()}`
  const status = head.slice(9, 12)
  if (status !== '200') return `answered ${status}: ${text()}`
  if (all.indexOf(expected, bodyAt) < 0) return `not ${expected.toString()} but ${text()}`
  return undefined
}

/** As much of an unwanted answer as an error repeats. */
const errorBytesMax = 500
