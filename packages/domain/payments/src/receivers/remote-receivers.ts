import type { Clock } from '@kivuko/clock'
import {
  incomingPaymentSchema,
  incomingPaymentWithMethodsSchema,
  isSameResource,
  parseResourceUrl,
  publicIncomingPaymentSchema,
  type WireWalletAddress,
  walletAddressSchema,
} from '@kivuko/open-payments'
import type { IncomingPaymentRefusal, ReceiverRefusal, Receivers, Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { Receiver } from '../resources.ts'
import { createBriefCache } from './brief-cache.ts'
import type { HeldGrants } from './held-grants.ts'
import type { NoReply, OpenPaymentsClient, OpenPaymentsReply } from './open-payments-client.ts'
import { createBody, toRemoteReceiver } from './remote-receiver-data.ts'

/** What receivers of other nodes need. */
export interface RemoteReceiverPorts {
  readonly client: OpenPaymentsClient
  readonly grants: HeldGrants
  readonly clock: Clock
}

/** How long a wallet address is believed. */
const walletAddressMs = 15_000

/** How long it is believed which authorization server protects the resources below a URL. */
const authServerMs = 60_000

/** Answers kept at most, of each of the two. */
const keptMax = 10_000

type Answer<Refusals extends string> = Promise<Receiver | Refused<Refusals>>

interface Remote extends RemoteReceiverPorts {
  readonly wallets: ReturnType<typeof createBriefCache<WireWalletAddress>>
  readonly authServers: ReturnType<typeof createBriefCache<string>>
}

/**
 * Incoming payments of other nodes, read and made over Open Payments with the node's own grants.
 */
export function createRemoteReceivers(ports: RemoteReceiverPorts): Receivers {
  const { clock } = ports
  const remote: Remote = {
    ...ports,
    wallets: createBriefCache({ clock, lifetimeMs: walletAddressMs, entriesMax: keptMax }),
    authServers: createBriefCache({ clock, lifetimeMs: authServerMs, entriesMax: keptMax }),
  }
  return {
    get: (url) => get(remote, url),
    create: (input) => create(remote, input),
    complete: (url) => complete(remote, url),
  }
}

async function get(remote: Remote, url: string): Answer<ReceiverRefusal> {
  const authServer = await authServerOf(remote, url)
  if (typeof authServer !== 'string') return authServer
  const reply = await authorized(remote, authServer, { method: 'GET', url })
  if ('refusal' in reply) return reply
  if (reply.status !== 200) return notRead(reply)
  const parsed = incomingPaymentWithMethodsSchema.safeParse(reply.json)
  if (!parsed.success || !isSameResource(parsed.data.id, url)) return unreadable()
  return toRemoteReceiver(parsed.data, parsed.data.methods)
}

async function create(
  remote: Remote,
  input: Parameters<Receivers['create']>[0],
): Answer<ReceiverRefusal | IncomingPaymentRefusal> {
  const wallet = await walletAddress(remote, input.walletAddressUrl)
  if ('refusal' in wallet) return wallet
  const reply = await authorized(remote, wallet.authServer, {
    method: 'POST',
    url: `${wallet.resourceServer.replace(/\/+$/, '')}/incoming-payments`,
    body: createBody(wallet, input),
  })
  if ('refusal' in reply) return reply
  if (reply.status !== 201 && reply.status !== 200) {
    return refuse('InvalidRequest', `the receiver's server answered with ${reply.status}`)
  }
  const parsed = incomingPaymentWithMethodsSchema.safeParse(reply.json)
  if (!parsed.success) return unreadable()
  const base = parseResourceUrl(parsed.data.id)?.base
  if (base !== undefined) remote.authServers.set(base, wallet.authServer)
  return toRemoteReceiver(parsed.data, parsed.data.methods)
}

async function complete(
  remote: Remote,
  url: string,
): Answer<ReceiverRefusal | IncomingPaymentRefusal> {
  const authServer = await authServerOf(remote, url)
  if (typeof authServer !== 'string') return authServer
  const reply = await authorized(remote, authServer, { method: 'POST', url: `${url}/complete` })
  if ('refusal' in reply) return reply
  if (reply.status === 409) return refuse('WrongState', 'the receiver is complete or expired')
  if (reply.status !== 200) return notRead(reply)
  const parsed = incomingPaymentSchema.safeParse(reply.json)
  if (!parsed.success || !isSameResource(parsed.data.id, url)) return unreadable()
  return toRemoteReceiver(parsed.data, [])
}

/** Who protects an incoming payment: everyone may ask its server. */
async function authServerOf(
  { client, authServers }: Remote,
  url: string,
): Promise<string | Refused<ReceiverRefusal>> {
  const parsedUrl = parseResourceUrl(url)
  if (parsedUrl?.collection !== 'incoming-payments') {
    return refuse('NotFound', 'not the URL of an incoming payment')
  }
  const known = authServers.get(parsedUrl.base)
  if (known !== undefined) return known
  const reply = await client.request({ method: 'GET', url })
  if ('unavailable' in reply) return unavailable(reply)
  if (reply.status !== 200) return notRead(reply)
  const parsed = publicIncomingPaymentSchema.safeParse(reply.json)
  if (!parsed.success) return unreadable()
  authServers.set(parsedUrl.base, parsed.data.authServer)
  return parsed.data.authServer
}

async function walletAddress(
  { client, wallets }: Remote,
  url: string,
): Promise<WireWalletAddress | Refused<ReceiverRefusal>> {
  const known = wallets.get(url)
  if (known !== undefined) return known
  const reply = await client.request({ method: 'GET', url })
  if ('unavailable' in reply) return unavailable(reply)
  const parsed = walletAddressSchema.safeParse(reply.json)
  if (reply.status !== 200 || !parsed.success) {
    return refuse('UnknownWalletAddress', `no wallet address answers at ${url}`)
  }
  wallets.set(url, parsed.data)
  return parsed.data
}

/** Makes a request with the node's grant; one that is not taken any more is replaced once. */
async function authorized(
  { client, grants }: Remote,
  authServer: string,
  request: { readonly method: 'GET' | 'POST'; readonly url: string; readonly body?: unknown },
): Promise<OpenPaymentsReply | Refused<ReceiverRefusal>> {
  for (let isFirst = true; ; isFirst = false) {
    const held = await grants.token(authServer)
    if ('refusal' in held) return held
    const reply = await client.request({ ...request, token: held.token.reveal() })
    if ('unavailable' in reply) return unavailable(reply)
    if (reply.status !== 401 && reply.status !== 403) return reply
    await grants.reject(held)
    if (!isFirst) return refuse('InvalidGrant', `the server answered with ${reply.status}`)
  }
}

function unavailable({ unavailable: why }: NoReply): Refused<'Unavailable'> {
  return refuse('Unavailable', `the receiver's server could not be asked: ${why}`)
}

/** Only a clear "there is none" means that; anything else may be another day's answer. */
function notRead({ status }: OpenPaymentsReply): Refused<'NotFound' | 'Unavailable'> {
  return status === 404 || status === 410
    ? refuse('NotFound', 'the receiver does not exist')
    : refuse('Unavailable', `the receiver's server answered with ${status}`)
}

function unreadable(): Refused<'Unavailable'> {
  return refuse('Unavailable', "the receiver's server answered what is no incoming payment")
}
