import type { Endpoint, SendResult } from '@kivuko/connector'
import { type HttpClient, HttpRequestError, type HttpResponse } from '@kivuko/http'
import { type Amount, parseUint64 } from '@kivuko/money'
import { parseResourceUrl, serializeAmount, type WireAmount } from '@kivuko/open-payments'
import { incomingPaymentUrl } from './receivers/receivers.ts'
import type { IncomingPayment, IncomingPaymentId } from './resources.ts'
import type { TestNode } from './test-node.ts'

/** Open Payments servers of test nodes, without sockets: as much of them as payers use. */
export interface TestNetwork {
  readonly http: HttpClient
  readonly nodes: TestNode[]
  /** Requests so far, such as `GET /alice`. */
  readonly requests: string[]
  /** Set: no server answers. */
  isDown: boolean
  /** Set: tokens that were given out are refused. */
  refuseTokens: boolean
}

/** Makes a network without nodes. */
export function createTestNetwork(): TestNetwork {
  const network: TestNetwork = {
    nodes: [],
    requests: [],
    isDown: false,
    refuseTokens: false,
    http: {
      async request({ method, url, headers = {}, body }) {
        const target = new URL(url)
        network.requests.push(`${method} ${target.pathname}`)
        const node = network.nodes.find(({ host }) => host === target.host)
        if (network.isDown || node === undefined) {
          throw new HttpRequestError('no connection', { failure: 'connect', sent: false })
        }
        const token = headers['authorization']
        const json: unknown = body === undefined ? undefined : JSON.parse(String(body))
        return await answer(network, node, { method, url: target, token, json })
      },
      [Symbol.asyncDispose]: async () => {},
    },
  }
  return network
}

interface Request {
  readonly method: string
  readonly url: URL
  readonly token: string | undefined
  readonly json: unknown
}

async function answer(
  network: TestNetwork,
  node: TestNode,
  request: Request,
): Promise<HttpResponse> {
  const { method, url, token, json } = request
  if (url.pathname === '/auth') {
    network.refuseTokens = false
    return reply(200, {
      access_token: {
        value: 'token',
        manage: `https://${node.host}/token/1`,
        expires_in: 600,
        access: [{ type: 'incoming-payment', actions: ['create', 'complete', 'read-all'] }],
      },
      continue: { access_token: { value: 'c' }, uri: `https://${node.host}/continue/1` },
    })
  }
  if (token !== undefined && network.refuseTokens) return reply(401, {})
  if (method === 'POST' && url.pathname.endsWith('/incoming-payments')) {
    return await createPayment(node, json)
  }
  const resource = parseResourceUrl(url.href.replace(/\/complete$/, ''))
  if (resource === undefined) return await walletAddress(node, url)
  const id = resource.id as IncomingPaymentId
  if (url.pathname.endsWith('/complete')) {
    const completed = await node.payments.incoming.complete(id)
    return 'refusal' in completed ? reply(409, {}) : reply(200, wire(node, completed))
  }
  const payment = await node.payments.incoming.get(id)
  if (payment === undefined) return reply(404, {})
  if (token !== undefined) return reply(200, wire(node, payment))
  const { receivedAmount } = wire(node, payment)
  return reply(200, { receivedAmount, authServer: `https://${node.host}/auth` })
}

async function walletAddress(node: TestNode, url: URL): Promise<HttpResponse> {
  const wallet = await node.directory.walletAddressByUrl(url.href)
  if (wallet === undefined) return reply(404, {})
  return reply(200, {
    id: wallet.url,
    assetCode: wallet.asset.code,
    assetScale: wallet.asset.scale,
    authServer: `https://${node.host}/auth`,
    resourceServer: `https://${node.host}/${node.operatorId}`,
  })
}

async function createPayment(node: TestNode, json: unknown): Promise<HttpResponse> {
  const body = json as { walletAddress: string; incomingAmount?: WireAmount; expiresAt?: string }
  const wallet = await node.directory.walletAddressByUrl(body.walletAddress)
  if (wallet === undefined) return reply(404, {})
  const { incomingAmount, expiresAt } = body
  const made = await node.payments.incoming.create({
    walletAddressId: wallet.id,
    initiatedBy: 'OPEN_PAYMENTS',
    ...(incomingAmount !== undefined && { incomingAmount: readAmount(incomingAmount) }),
    ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
  })
  return 'refusal' in made ? reply(400, {}) : reply(201, wire(node, made))
}

function readAmount({ value, assetCode, assetScale }: WireAmount): Amount {
  return { value: parseUint64(value) ?? 0n, code: assetCode, scale: assetScale }
}

function wire(node: TestNode, payment: IncomingPayment) {
  const { asset, incomingAmount, receivedAmount } = payment
  const credentials = node.payments.incoming.credentials(payment)
  const settings = { openPaymentsUrl: `https://${node.host}` }
  return {
    id: incomingPaymentUrl(settings, payment),
    walletAddress: `https://${node.host}/someone`,
    completed: payment.state === 'COMPLETED',
    ...(incomingAmount !== undefined && {
      incomingAmount: serializeAmount({ ...asset, value: incomingAmount }),
    }),
    receivedAmount: serializeAmount({ ...asset, value: receivedAmount }),
    expiresAt: new Date(payment.expiresAtMs).toISOString(),
    createdAt: new Date(payment.createdAtMs).toISOString(),
    methods:
      credentials === undefined
        ? []
        : [
            {
              type: 'ilp',
              ilpAddress: credentials.ilpAddress,
              sharedSecret: Buffer.from(credentials.sharedSecret).toString('base64url'),
            },
          ],
  }
}

function reply(status: number, json: unknown): HttpResponse {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(json)) }
}

/** What may happen to a packet between two nodes. */
export type LinkFault =
  /** It never arrives, and no answer comes. */
  | 'lost'
  /** It arrives and is answered, but the answer gets lost. */
  | 'answer-lost'

/** A link that can be told to misbehave: packets are counted from then on. */
export interface TestLink extends Endpoint {
  isFaulty: boolean
}

/**
 * A link between two nodes; `faultOf` may do something to the n-th money packet, counted from 0.
 */
export function createLink(options: {
  readonly to: () => { readonly node: TestNode; readonly peerId: string }
  readonly faultOf?: (packet: number) => LinkFault | undefined
}): TestLink {
  let packets = 0
  const link: TestLink = {
    isFaulty: false,
    send(prepare, expiresAtMs, done) {
      const { node, peerId } = options.to()
      const isMoney = link.isFaulty && amountOf(prepare) > 0n
      const fault = isMoney ? options.faultOf?.(packets) : undefined
      if (isMoney) packets += 1
      const lose = (): void => {
        const broken: SendResult = { failure: 'broken', sent: true }
        const waitMs = Math.max(0, expiresAtMs - node.clock.now())
        setTimeout(() => done(broken), Math.min(waitMs, 20))
      }
      if (fault === 'lost') {
        lose()
        return
      }
      // The other node writes into what it gets, and the network takes its time.
      setImmediate(() =>
        node.connector.handle(peerId, Buffer.from(prepare), (bytes) =>
          setImmediate(() => (fault === 'answer-lost' ? lose() : done({ bytes }))),
        ),
      )
    },
  }
  return link
}

/** The amount is the first thing in a packet after its envelope (RFC 27). */
function amountOf(prepare: Uint8Array): bigint {
  const lengthOctets = prepare[1] ?? 0
  const offset = lengthOctets < 0x80 ? 2 : 2 + (lengthOctets & 0x7f)
  return Buffer.from(prepare).readBigUInt64BE(offset)
}
