import type { KeyObject } from 'node:crypto'
import type {
  AuthenticatedClient,
  createAuthenticatedClient,
  Grant,
  GrantContinuation,
  IncomingPayment,
  OutgoingPayment,
  PendingGrant,
  WalletAddress,
} from '@interledger/open-payments'
import type { Clock } from '@kivuko/clock'
import { interactionHash } from '@kivuko/gnap'
import type { HttpClient } from '@kivuko/http'
import type { WireAmount } from '@kivuko/open-payments'
import type { Random } from '@kivuko/random'
import { consent } from './consent-browser.ts'
import type { Narrator } from './narrator.ts'

/** A payment that a shop makes for its customer. */
export interface ShopPayment {
  /** The customer's wallet address. */
  readonly payer: string
  /** The wallet address that is paid. */
  readonly payee: string
  /** What the payee gets. */
  readonly amount: WireAmount
}

/** What the shop is, and what it works with. */
export interface ShopOptions {
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly narrator: Narrator
  readonly client: AuthenticatedClient
  /** Where customers come back to when they have consented; nobody has to listen there. */
  readonly finishUrl: string
}

/** A payment that has arrived. */
export interface PaidPayment {
  /** The id of the outgoing payment at the payer's node. */
  readonly outgoingId: string
  /** The id of the incoming payment at the payee's node. */
  readonly incomingId: string
  readonly sent: WireAmount
  readonly received: WireAmount
}

/** Makes the shop's client; `create` is the npm library's, which takes a while to load. */
export async function createShopClient(options: {
  readonly create: typeof createAuthenticatedClient
  readonly walletAddress: string
  readonly key: KeyObject
  readonly keyId: string
}): Promise<AuthenticatedClient> {
  const { create, walletAddress: walletAddressUrl, key: privateKey, keyId } = options
  const logLevel = 'silent'
  return await create({ walletAddressUrl, privateKey, keyId, useHttp: true, logLevel })
}

/** Pays as any third party does through Open Payments, step by step as its guide has them. */
export async function payThroughOpenPayments(
  shop: ShopOptions,
  { payer, payee, amount }: ShopPayment,
): Promise<PaidPayment> {
  const { narrator, client } = shop
  const [from, to] = await narrator.step('look up both wallet addresses', () =>
    Promise.all([
      client.walletAddress.get({ url: payer }),
      client.walletAddress.get({ url: payee }),
    ]),
  )
  const incomingToken = await narrator.step("be granted to ask for money at the payee's bank", () =>
    requestToken(client, to, { type: 'incoming-payment', actions: ['create', 'read'] }),
  )
  const incoming = await narrator.step('ask for the amount', () =>
    client.incomingPayment.create(
      { url: to.resourceServer, accessToken: incomingToken },
      {
        walletAddress: to.id,
        incomingAmount: amount,
        metadata: { description: 'A first payment' },
      },
    ),
  )
  const quoteToken = await narrator.step("be granted to ask for a quote at the payer's bank", () =>
    requestToken(client, from, { type: 'quote', actions: ['create'] }),
  )
  const quote = await narrator.step('ask for a quote: the nodes probe the path', () =>
    client.quote.create(
      { url: from.resourceServer, accessToken: quoteToken },
      { walletAddress: from.id, receiver: incoming.id, method: 'ilp' },
    ),
  )
  const accessToken = await askPayer(shop, { from, debitAmount: quote.debitAmount })
  const outgoing = await narrator.step('order the payment', () =>
    client.outgoingPayment.create(
      { url: from.resourceServer, accessToken },
      { walletAddress: from.id, quoteId: quote.id },
    ),
  )
  const paid = await narrator.step('wait for the money to arrive', () =>
    untilPaid(shop, {
      incoming: { url: incoming.id, accessToken: incomingToken },
      outgoing: { url: outgoing.id, accessToken },
    }),
  )
  return { outgoingId: lastSegment(outgoing.id), incomingId: lastSegment(incoming.id), ...paid }
}

type Access = Extract<
  Parameters<AuthenticatedClient['grant']['request']>[1],
  { access_token?: object }
>
type AccessItem = NonNullable<Access['access_token']>['access'][number]

async function requestToken(
  client: AuthenticatedClient,
  { authServer: url }: WalletAddress,
  access: AccessItem,
): Promise<string> {
  return tokenOf(await client.grant.request({ url }, { access_token: { access: [access] } }))
}

/** The one grant that needs the payer: the bank's page asks, the browser brings the answer back. */
async function askPayer(
  { narrator, client, http, random, finishUrl }: ShopOptions,
  { from, debitAmount }: { readonly from: WalletAddress; readonly debitAmount: WireAmount },
): Promise<string> {
  const nonce = random.uuid()
  const grant = await narrator.step("ask for the payer's consent", async () => {
    const access: AccessItem = {
      type: 'outgoing-payment',
      actions: ['create', 'read'],
      identifier: from.id,
      limits: { debitAmount },
    }
    const finish = { method: 'redirect', uri: finishUrl, nonce } as const
    return pendingOf(
      await client.grant.request(
        { url: from.authServer },
        { access_token: { access: [access] }, interact: { start: ['redirect'], finish } },
      ),
    )
  })
  const back = await narrator.step("the payer accepts on the bank's page", () =>
    consent({ http, start: grant.interact.redirect, finish: finishUrl }),
  )
  return await narrator.step('check that the answer is from the bank, take the grant', async () => {
    const interactRef = back.searchParams.get('interact_ref') ?? ''
    const interactNonce = grant.interact.finish
    const grantEndpoint = from.authServer
    const hash = interactionHash({ clientNonce: nonce, interactNonce, interactRef, grantEndpoint })
    if (back.searchParams.get('hash') !== hash) throw new Error('the answer is not from the bank')
    const { uri: url, access_token: access } = grant.continue
    const continued = await client.grant.continue(
      { url, accessToken: access.value },
      { interact_ref: interactRef },
    )
    return tokenOf(continued)
  })
}

/** What may be read with a token. */
interface Readable {
  readonly url: string
  readonly accessToken: string
}

/** Longer than a payment takes by far. */
const payMsMax = 30_000
const askAgainMs = 10

async function untilPaid(
  { client, clock }: ShopOptions,
  { incoming, outgoing }: { readonly incoming: Readable; readonly outgoing: Readable },
): Promise<{ readonly sent: WireAmount; readonly received: WireAmount }> {
  const deadlineMs = clock.monotonicMs() + payMsMax
  for (;;) {
    const arriving: IncomingPayment = await client.incomingPayment.get(incoming)
    const leaving: OutgoingPayment = await client.outgoingPayment.get(outgoing)
    if (leaving.failed) throw new Error('the payment failed')
    if (arriving.completed && leaving.sentAmount.value !== '0') {
      return { sent: leaving.sentAmount, received: arriving.receivedAmount }
    }
    if (clock.monotonicMs() >= deadlineMs) throw new Error('the payment does not arrive')
    await clock.sleep(askAgainMs)
  }
}

function tokenOf(grant: Grant | GrantContinuation | PendingGrant): string {
  if (!('access_token' in grant) || grant.access_token === undefined) {
    throw new Error('the authorization server gives no token')
  }
  return grant.access_token.value
}

function pendingOf(grant: Grant | PendingGrant): PendingGrant {
  if ('interact' in grant) return grant
  throw new Error('the authorization server does not want the payer to be asked')
}

function lastSegment(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
