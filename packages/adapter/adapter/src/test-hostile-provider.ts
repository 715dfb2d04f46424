import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { collectLog } from '@kivuko/testing'
import type { Adapter } from './create-adapter.ts'

/** What a provider does with a request, byte by byte; `head` is all of it up to the blank line. */
export type Behaviour = (socket: Socket, head: string) => void

/** A provider on this machine that speaks TCP, and HTTP only if it likes. */
export interface HostileProvider extends AsyncDisposable {
  readonly port: number
  /** Behaves like this from now on, on connections that are open too. */
  behave(behaviour: Behaviour): void
  /** Requests since it last began to behave otherwise. */
  requests(): number
  /** Nobody listens any more, and all connections are cut; or somebody does again. */
  listens(isThere: boolean): Promise<void>
}

/** Starts one on a free port. */
export async function startHostileProvider(behaviour: Behaviour): Promise<HostileProvider> {
  let current = behaviour
  let requests = 0
  const sockets = new Set<Socket>()
  const take = (socket: Socket): void => {
    let received = ''
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.on('data', (piece) => {
      received += piece.toString('latin1')
      const end = received.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = received.slice(0, end)
      received = ''
      requests += 1
      current(socket, head)
    })
  }
  let server = await listen(take, 0)
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  const end = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    port,
    behave: (next) => {
      current = next
      requests = 0
    },
    requests: () => requests,
    listens: async (isThere) => {
      if (isThere) server = await listen(take, port)
      else await end()
    },
    [Symbol.asyncDispose]: end,
  }
}

async function listen(take: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(take)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

/** A whole answer. */
export function answer(
  body: string | Buffer,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Behaviour {
  const bytes = Buffer.from(body)
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers })
  const head = [`HTTP/1.1 ${status} Told`, ...lines.map(([name, value]) => `${name}: ${value}`)]
  return (socket) => {
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
  }
}

/** Begins like this and goes on with the same piece for ever: as fast as it is taken, or slowly. */
export function endless(
  begin: string,
  piece: string | Buffer,
  { everyMs }: { readonly everyMs?: number } = {},
): Behaviour {
  const bytes = Buffer.from(piece)
  return (socket) => {
    socket.write(begin)
    if (everyMs !== undefined) {
      const timer = setInterval(() => socket.write(bytes), everyMs)
      socket.on('close', () => clearInterval(timer))
      return
    }
    const go = (): void => {
      let isTaken = true
      while (isTaken && !socket.destroyed) isTaken = socket.write(bytes)
    }
    socket.on('drain', go)
    go()
  }
}

/** What an adapter answered. */
export interface Told {
  readonly status: number
  readonly result: unknown
  readonly message: string
  readonly text: string
}

/** An adapter at work over a real network, with all that it says. */
export interface ToldAdapter extends AsyncDisposable {
  ask(base: string, more?: object): Promise<Told>
  /** Everything that was logged, as text. */
  logged(): string
}

/** Starts one with these settings. */
export async function startToldAdapter(
  adapter: Adapter,
  env: Readonly<Record<string, string>>,
): Promise<ToldAdapter> {
  const { log, lines } = collectLog()
  const running = await adapter.start(
    { EA_HOST: '127.0.0.1', EA_PORT: '0', METRICS_PORT: '0', ...env },
    { log },
  )
  const { port } = await running.listen()
  const client = createHttpClient({ clock: systemClock })
  return {
    ask: async (base, more = {}) => {
      const { body, status } = await client.request({
        method: 'POST',
        url: `http://127.0.0.1:${port}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ data: { base, ...more } }),
      })
      const text = body.toString()
      // Every answer of an adapter is such an object.
      const json = JSON.parse(text) as { result?: unknown; errorMessage?: string }
      return { status, text, result: json.result, message: json.errorMessage ?? '' }
    },
    logged: () => JSON.stringify(lines),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}
