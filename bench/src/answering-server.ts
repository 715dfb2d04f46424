import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A server that listens on this machine. */
export interface AnsweringServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string
}

/**
 * The least that a server can be: `node:http` that gives whole bodies to `answer` and sends what it
 * gives. GET is answered 200, so that others can wait for it.
 */
export async function startAnsweringServer(options: {
  /** A free one if left out. */
  port?: number
  contentType: string
  answer: (body: Buffer, path: string) => Buffer | Promise<Buffer>
}): Promise<AnsweringServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void respond({ request, response, chunks, ...options }))
  })
  server.keepAliveTimeout = keepAliveMs
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Longer than any pause between two loads: none meets a connection that is being closed. */
const keepAliveMs = 120_000

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly chunks: readonly Buffer[]
  readonly contentType: string
  readonly answer: (body: Buffer, path: string) => Buffer | Promise<Buffer>
}

async function respond(exchange: Exchange): Promise<void> {
  const { request, response, chunks, contentType, answer } = exchange
  const [only] = chunks
  const body = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
  try {
    const reply = request.method === 'POST' ? answer(body, request.url ?? '/') : noReply
    const bytes = reply instanceof Promise ? await reply : reply
    response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length })
    response.end(bytes)
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
  }
}

const noReply = Buffer.alloc(0)
