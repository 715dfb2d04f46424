import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** How a stream answers what comes in; what it gives is sent back, undefined nothing. */
export type StreamScript = (message: unknown) => unknown

/** A WebSocket provider on this machine, in real time. */
export interface ScriptedStream extends AsyncDisposable {
  /** Where adapters find it. */
  readonly url: string
  /** Everything that came in, parsed where it is JSON; grows. */
  readonly heard: readonly unknown[]
  /** How many connections were ever made. */
  connectionsMade(): number
  connectionsOpen(): number
  /** Says it on every open connection: a text as it is, anything else as JSON. */
  say(message: unknown): void
  /** Breaks every connection, as a network does. */
  drop(): void
  /** Refuses new connections with this status, or takes them again. */
  refuse(status: number | undefined): void
}

/** Starts one on a free port. */
export async function startScriptedStream(
  script: StreamScript = () => undefined,
): Promise<ScriptedStream> {
  let refusal: number | undefined
  let made = 0
  const heard: unknown[] = []
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    verifyClient: (_info, decide) => decide(refusal === undefined, refusal),
  })
  server.on('connection', (socket) => {
    made += 1
    socket.on('message', (data: Buffer) => {
      const message = parsed(data.toString('utf8'))
      heard.push(message)
      const reply = script(message)
      if (reply !== undefined) socket.send(texted(reply))
    })
  })
  await once(server, 'listening')
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  const open = (): readonly WebSocket[] =>
    [...server.clients].filter((socket) => socket.readyState === socket.OPEN)
  const drop = (): void => {
    for (const socket of server.clients) socket.terminate()
  }
  return {
    url: `ws://127.0.0.1:${port}`,
    heard,
    connectionsMade: () => made,
    connectionsOpen: () => open().length,
    say: (message) => {
      for (const socket of open()) socket.send(texted(message))
    },
    drop,
    refuse: (status) => {
      refusal = status
    },
    [Symbol.asyncDispose]: async () => {
      drop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function texted(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(message)
}
