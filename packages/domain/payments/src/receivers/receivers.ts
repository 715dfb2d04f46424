import type { Directory } from '@kivuko/directory'
import { parseResourceUrl, resourceUrl } from '@kivuko/open-payments'
import { isOpen } from '../incoming/incoming-payment-machine.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type {
  IncomingPaymentRefusal,
  IncomingPayments,
  ReceiverRefusal,
  Receivers,
  Refused,
} from '../payments.ts'
import { isRefused, refuse } from '../refused.ts'
import type { IncomingPayment, IncomingPaymentId, Receiver } from '../resources.ts'

/** Incoming payments of other nodes, through Open Payments. */
export type RemoteReceivers = Receivers

/** What receivers need. */
export interface ReceiverPorts {
  readonly incoming: IncomingPayments
  readonly remote: RemoteReceivers
  readonly directory: Pick<Directory, 'walletAddress' | 'walletAddressByUrl'>
  readonly settings: Pick<PaymentSettings, 'openPaymentsUrl'>
}

type Answer<Refusals extends string> = Promise<Receiver | Refused<Refusals>>

/**
 * Receivers anywhere: those whose URL lies below this node's are read here, whoever's tenant they
 * are.
 */
export function createReceivers(ports: ReceiverPorts): Receivers {
  const { incoming, remote } = ports
  return {
    async get(url) {
      const local = await findLocal(ports, url)
      return local ? await toReceiver(ports, local) : await remote.get(url)
    },
    create: (input) => create(ports, input),
    async complete(url) {
      const local = await findLocal(ports, url)
      if (local === undefined) return await remote.complete(url)
      const completed = await incoming.complete(local.id)
      return isRefused(completed) ? completed : await toReceiver(ports, completed)
    },
  }
}

async function create(
  ports: ReceiverPorts,
  input: Parameters<Receivers['create']>[0],
): Answer<ReceiverRefusal | IncomingPaymentRefusal> {
  const wallet = await ports.directory.walletAddressByUrl(input.walletAddressUrl)
  if (wallet === undefined) return await ports.remote.create(input)
  // The payer's tenant does not matter: anyone may ask a wallet address to be paid.
  const { walletAddressUrl: _url, tenantId: _tenantId, ...terms } = input
  const created = await ports.incoming.create({
    ...terms,
    walletAddressId: wallet.id,
    initiatedBy: 'ADMIN',
  })
  return isRefused(created) ? created : await toReceiver(ports, created)
}

async function findLocal(
  { incoming, settings }: ReceiverPorts,
  url: string,
): Promise<IncomingPayment | undefined> {
  const parsed = parseResourceUrl(url)
  if (parsed?.collection !== 'incoming-payments') return undefined
  if (!isBelow(parsed.base, settings.openPaymentsUrl)) return undefined
  return await incoming.get(parsed.id as IncomingPaymentId) // The collection says what it is of.
}

/** Whether a URL lies at or below another, whatever their schemes. */
function isBelow(url: string, base: string): boolean {
  const [inner, outer] = [withoutScheme(url), withoutScheme(base)]
  return inner === outer || inner.startsWith(`${outer}/`)
}

function withoutScheme(url: string): string {
  return new URL(url).href.replace(/^https?:\/\//, '').replace(/\/+$/, '')
}

async function toReceiver(
  { directory, settings }: ReceiverPorts,
  payment: IncomingPayment,
): Answer<'NotFound'> {
  const wallet = await directory.walletAddress(payment.walletAddressId)
  if (wallet === undefined) return refuse('NotFound', 'the receiver’s wallet address is gone')
  const { asset, incomingAmount, metadata } = payment
  const unit = { code: asset.code, scale: asset.scale }
  return {
    id: incomingPaymentUrl(settings, payment),
    walletAddressUrl: wallet.url,
    asset: unit,
    completed: !isOpen(payment.state) || payment.cancelledAtMs !== undefined,
    ...(incomingAmount !== undefined && { incomingAmount: { ...unit, value: incomingAmount } }),
    receivedAmount: { ...unit, value: payment.receivedAmount },
    expiresAtMs: payment.expiresAtMs,
    ...(metadata !== undefined && { metadata }),
    createdAtMs: payment.createdAtMs,
    local: payment.id,
    localAssetId: asset.id,
  }
}

/** The URL of an incoming payment of this node. */
export function incomingPaymentUrl(
  { openPaymentsUrl }: Pick<PaymentSettings, 'openPaymentsUrl'>,
  { id, tenantId }: Pick<IncomingPayment, 'id' | 'tenantId'>,
): string {
  return resourceUrl({ base: openPaymentsUrl, tenantId, collection: 'incoming-payments', id })
}
