import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An HTTP answer, read from the bytes of a connection. */
export interface RawAnswer {
  /** 0 when the connection was closed without one. */
  readonly status: number
  readonly headers: string
  readonly body: string
}

/** Longer than any server here takes to answer; the end of one that does not close. */
const answerMsMax = 15_000

/** Opens a connection to the host and port of a URL. */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}

/** Writes bytes that may be no request at all, and reads what comes back until the end. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = await openSocket(url)
  socket.write(bytes)
  return await readAnswer(socket)
}

/** Reads what a connection brings until the server closes it. */
export async function readAnswer(socket: Socket): Promise<RawAnswer> {
  socket.setTimeout(answerMsMax, () => socket.destroy())
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((resolve) => {
    // A server that refuses need not read all that is sent to it.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
  const [head = '', ...rest] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  return { status, headers: head, body: rest.join('\r\n\r\n') }
}
