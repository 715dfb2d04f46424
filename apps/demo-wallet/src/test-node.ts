import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { verifyAdminSignature } from '@kivuko/signatures'

/** One operation that the wallet has asked the double for. */
export interface Operation {
  /** The first field of the document: `depositOutgoingPaymentLiquidity`. */
  readonly name: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** The GraphQL error that an operation is answered with. */
export interface ScriptedError {
  readonly code: string
  readonly message?: string
}

/** A node as its ASE sees it: the admin API and the identity provider's API, in memory. */
export interface TestNode extends AsyncDisposable {
  readonly url: string
  readonly adminUrl: string
  readonly tenantId: string
  readonly secret: string
  readonly idpSecret: string
  readonly operations: readonly Operation[]
  /** The states of outgoing payments, by id. */
  readonly payments: Map<string, string>
  /** Grants by `id/nonce`, as the API gives them. */
  readonly grants: Map<string, Readonly<Record<string, unknown>>>
  /** What was decided: `id/nonce/accept`. */
  readonly decisions: string[]
  /** The next call of an operation is answered with this error, or not at all. */
  failNext(name: string, error: ScriptedError | 'silence'): void
  named(name: string): readonly Operation[]
}

type Answer = (variables: Readonly<Record<string, unknown>>) => unknown

/** Starts a double on a free port. */
export async function startTestNode(): Promise<TestNode> {
  const operations: Operation[] = []
  const payments = new Map<string, string>()
  const grants = new Map<string, Readonly<Record<string, unknown>>>()
  const decisions: string[] = []
  const failures = new Map<string, ScriptedError | 'silence'>()
  const secrets = { tenantId: randomUUID(), secret: randomUUID(), idpSecret: randomUUID() }
  const seen = new Set<string>()
  const answers = { ...paymentAnswers(payments), ...directoryAnswers() }

  const answerAdmin = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await json(request)) as { query: string; variables: Record<string, unknown> }
    const verified = verifyAdminSignature({
      header: String(request.headers['signature']),
      body,
      secret: secrets.secret,
      version: 1,
      ttlSec: 30,
      nowMs: Date.now(),
    })
    if ('refusal' in verified || seen.has(verified.replayKey)) return reply(response, 401)
    seen.add(verified.replayKey)
    const name = /\{\s*(\w+)/.exec(body.query)?.[1] ?? ''
    operations.push({ name, variables: body.variables })
    const failure = failures.get(name)
    failures.delete(name)
    if (failure === 'silence') return void response.destroy()
    if (failure !== undefined) {
      const error = { message: failure.message ?? 'no', extensions: { code: failure.code } }
      return reply(response, 200, { data: null, errors: [error] })
    }
    return reply(response, 200, { data: { [name]: answers[name]?.(body.variables) ?? null } })
  }

  const answerIdp = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers['x-idp-secret'] !== secrets.idpSecret) return reply(response, 401)
    const [id, nonce, decision] = (request.url ?? '').split('/').slice(2)
    const grant = grants.get(`${id}/${nonce}`)
    if (grant === undefined) return reply(response, 404)
    if (decision === undefined) return reply(response, 200, grant)
    if (grant['state'] !== 'PENDING') return reply(response, 400)
    decisions.push(`${id}/${nonce}/${decision}`)
    return reply(response, 202)
  }

  const server = createServer((request, response) => {
    if (request.url === '/graphql') void answerAdmin(request, response)
    else answerIdp(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...secrets,
    url,
    adminUrl: `${url}/graphql`,
    operations,
    payments,
    grants,
    decisions,
    failNext: (name, error) => void failures.set(name, error),
    named: (name) => operations.filter((operation) => operation.name === name),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function paymentAnswers(payments: Map<string, string>): Record<string, Answer> {
  return {
    depositOutgoingPaymentLiquidity: ({ payment }) => {
      payments.set(String(payment), 'SENDING')
      return { success: true }
    },
    cancelOutgoingPayment: ({ payment }) => {
      payments.set(String(payment), 'CANCELLED')
      return { payment: { id: payment } }
    },
    outgoingPayment: ({ id }) => {
      const state = payments.get(String(id))
      return state === undefined ? null : { state }
    },
    createOutgoingPaymentWithdrawal: () => ({ success: true }),
    createIncomingPaymentWithdrawal: () => ({ success: true }),
  }
}

function directoryAnswers(): Record<string, Answer> {
  const made = new Map<string, Record<string, unknown>>()
  const make = (key: string, record: Record<string, unknown>): Record<string, unknown> => {
    made.set(key, { id: randomUUID(), ...record })
    return made.get(key) ?? {}
  }
  const inputOf = (variables: Readonly<Record<string, unknown>>) =>
    variables['input'] as Record<string, never>
  return {
    whoami: () => ({ id: 'operator' }),
    assetByCodeAndScale: ({ code, scale }) =>
      made.get(`asset ${String(code)}/${String(scale)}`) ?? null,
    createAsset: ({ code, scale }) => ({
      asset: make(`asset ${String(code)}/${String(scale)}`, {}),
    }),
    depositAssetLiquidity: () => ({ success: true }),
    peerByAddressAndAsset: ({ ilpAddress }) => made.get(`peer ${String(ilpAddress)}`) ?? null,
    createPeer: (variables) => {
      const { staticIlpAddress, http } = inputOf(variables)
      return { peer: make(`peer ${staticIlpAddress}`, { http }) }
    },
    updatePeer: (variables) => {
      const { id, http } = inputOf(variables)
      const peer = [...made.values()].find((each) => each['id'] === id)
      return { peer: Object.assign(peer ?? {}, { http }) }
    },
    walletAddressByUrl: ({ url }) => made.get(`address ${String(url)}`) ?? null,
    createWalletAddress: (variables) => {
      const record = { walletAddressKeys: { edges: [] } }
      return { walletAddress: make(`address ${inputOf(variables)['address']}`, record) }
    },
    createWalletAddressKey: (variables) => {
      const { walletAddressId, jwk } = inputOf(variables)
      const address = [...made.values()].find((each) => each['id'] === walletAddressId)
      const keys = address?.['walletAddressKeys'] as { edges: unknown[] }
      keys.edges.push({ node: { revoked: false, jwk } })
      return { walletAddressKey: { id: randomUUID() } }
    },
  }
}
