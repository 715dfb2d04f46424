import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { StreamServer } from '@interledger/stream-receiver'
import { deserializeIlpPrepare, serializeIlpReply } from 'ilp-packet'
import { systemRandom } from '@kivuko/random'
import { type Amount, amountOf } from './test-objects.ts'

/** An incoming payment of the double. */
export interface ReceivingPayment {
  readonly url: string
  readonly received: () => bigint
}

/**
 * A small Open Payments server of another make: one wallet address, an authorization server that
 * grants everything, and incoming payments whose money `@interledger/stream-receiver` takes.
 */
export interface ReceivingServer extends AsyncDisposable {
  /** Opens an incoming payment. */
  open(incomingAmount?: Amount): ReceivingPayment
  /** Answers a packet that came through a peer. */
  receive(prepare: Buffer): Promise<Buffer>
}

interface Held {
  readonly id: string
  readonly incomingAmount: Amount | undefined
  received: bigint
}

/** What the double consists of. */
interface Double {
  readonly assetCode: string
  readonly payments: Map<string, Held>
  readonly stream: StreamServer
  /** The URL of a path, as its resources say it. */
  at(path: string): string
}

/** Starts the double for an asset of scale 2; its receiver has the ILP address given. */
export async function startReceivingServer(options: {
  readonly ilpAddress: string
  readonly assetCode: string
}): Promise<ReceivingServer> {
  const server = createServer((request, response) => {
    answer(double, { request, response }).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const double: Double = {
    assetCode: options.assetCode,
    payments: new Map(),
    stream: new StreamServer({
      serverSecret: Buffer.from(systemRandom.bytes(32)),
      serverAddress: options.ilpAddress,
    }),
    at: (path) => `https://127.0.0.1:${port}${path}`,
  }
  return {
    open(incomingAmount) {
      const held: Held = { id: systemRandom.uuid(), incomingAmount, received: 0n }
      double.payments.set(held.id, held)
      return { url: double.at(pathOf(held)), received: () => held.received }
    },
    receive: async (prepare) => receivePacket(double, prepare),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  double: Double,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const path = request.url ?? '/'
  const held = [...double.payments.values()].find((each) => pathOf(each) === path)
  if (request.method === 'POST' && path === '/auth') {
    const { access_token } = (await json(request)) as { access_token: { access: unknown } }
    send(response, grantOf(double.at('/auth'), access_token.access))
  } else if (request.method === 'GET' && held !== undefined) {
    const isAuthorized = request.headers.authorization === `GNAP ${accessToken}`
    send(response, isAuthorized ? wholeOf(double, held) : publicOf(double, held))
  } else {
    response.writeHead(404).end()
  }
}

function publicOf({ assetCode, at }: Double, { received }: Held) {
  return { receivedAmount: amountOf(received, assetCode), authServer: at('/auth') }
}

function wholeOf({ assetCode, at, stream }: Double, held: Held) {
  const { ilpAddress, sharedSecret } = stream.generateCredentials({
    paymentTag: held.id,
    asset: { code: assetCode, scale: 2 },
  })
  return {
    id: at(pathOf(held)),
    walletAddress: at('/wallet'),
    completed: isDone(held),
    ...(held.incomingAmount && { incomingAmount: held.incomingAmount }),
    receivedAmount: amountOf(held.received, assetCode),
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2099-01-01T00:00:00.000Z',
    methods: isDone(held)
      ? []
      : [{ type: 'ilp', ilpAddress, sharedSecret: sharedSecret.toString('base64url') }],
  }
}

function receivePacket({ payments, stream }: Double, bytes: Buffer): Buffer {
  const prepare = deserializeIlpPrepare(bytes)
  const reply = stream.createReply(prepare)
  if (!('accept' in reply)) return serializeIlpReply(reply)
  const held = payments.get(reply.paymentTag ?? '')
  if (held === undefined || isDone(held)) return serializeIlpReply(reply.finalDecline())
  held.received += BigInt(prepare.amount)
  reply.setTotalReceived(String(held.received))
  return serializeIlpReply(reply.accept())
}

const accessToken = 'the token of the double'

function grantOf(authServer: string, access: unknown) {
  return {
    access_token: { value: accessToken, manage: `${authServer}/token`, expires_in: 600, access },
    continue: { access_token: { value: 'continue' }, uri: `${authServer}/continue` },
  }
}

function pathOf({ id }: Held): string {
  return `/incoming-payments/${id}`
}

function isDone({ incomingAmount, received }: Held): boolean {
  return incomingAmount !== undefined && received >= BigInt(incomingAmount.value)
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
