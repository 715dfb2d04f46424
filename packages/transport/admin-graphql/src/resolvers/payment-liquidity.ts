import type { WalletAddressId } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import type { IncomingPaymentId, OutgoingPaymentId } from '@kivuko/payments'
import type { WebhookEvent } from '@kivuko/webhooks'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import { given } from '../given.ts'
import { readId } from '../read-id.ts'
import { accepted, found, refusal } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'payments' | 'liquidity' | 'webhooks' | 'directory'>

/**
 * Moves money in and out of payments. What a payment has left is offered to the ASE by a webhook
 * event; the withdrawal has that event's id, so it is made once, whichever way it is asked for.
 */
export function paymentLiquidityResolvers(ports: Ports) {
  return {
    Mutation: {
      depositOutgoingPaymentLiquidity: (_parent, { input }, { caller }) =>
        fund(ports, { ...input, id: input.outgoingPaymentId }, caller),
      createIncomingPaymentWithdrawal: (_parent, { input }, { caller }) =>
        withdrawReceived(ports, { ...input, id: input.incomingPaymentId }, caller),
      createOutgoingPaymentWithdrawal: (_parent, { input }, { caller }) =>
        withdrawLeft(ports, { ...input, id: input.outgoingPaymentId }, caller),
      async depositEventLiquidity(_parent, { input }, { caller }) {
        const event = await readEvent(ports, input.eventId, caller)
        if (event?.type !== 'outgoing_payment.created') throw invalidEvent()
        return await fund(ports, { id: event.resourceId }, caller)
      },
      async withdrawEventLiquidity(_parent, { input }, { caller }) {
        const event = await readEvent(ports, input.eventId, caller)
        const settlementId = event && (await settlementOf(ports, event))
        if (!event || !settlementId) throw invalidEvent()
        return await withdrawByEvent(ports, event, { settlementId, timeoutSeconds: 0n })
      },
    },
  } satisfies Resolvers
}

type Success = Promise<{ success: boolean }>

async function fund(
  { payments }: Ports,
  payment: { readonly id: string; readonly dataToTransmit?: string | null },
  caller: Caller,
): Success {
  const id = readId<OutgoingPaymentId>(payment.id, 'outgoing payment')
  const { dataToTransmit } = payment
  accepted(await payments.outgoing.fund(given({ id, dataToTransmit, tenantId: scopeOf(caller) })))
  return { success: true }
}

interface Withdrawal {
  readonly id: string
  readonly timeoutSeconds: bigint
}

async function withdrawReceived(
  ports: Ports,
  { id, timeoutSeconds }: Withdrawal,
  caller: Caller,
): Success {
  const paymentId = readId<IncomingPaymentId>(id, 'incoming payment')
  const payment = await ports.payments.incoming.get(paymentId, scopeOf(caller))
  const { settlementId } = found(payment, 'incoming payment').asset
  const event = await ports.webhooks.withdrawalEvent(paymentId)
  return await withdrawByEvent(ports, event, { settlementId, timeoutSeconds })
}

async function withdrawLeft(
  ports: Ports,
  { id, timeoutSeconds }: Withdrawal,
  caller: Caller,
): Success {
  const paymentId = readId<OutgoingPaymentId>(id, 'outgoing payment')
  const payment = await ports.payments.outgoing.get(paymentId, scopeOf(caller))
  const { settlementId } = found(payment, 'outgoing payment').quote.asset
  const event = await ports.webhooks.withdrawalEvent(paymentId)
  return await withdrawByEvent(ports, event, { settlementId, timeoutSeconds })
}

async function withdrawByEvent(
  { liquidity }: Ports,
  event: WebhookEvent | undefined,
  terms: { readonly settlementId: AccountId; readonly timeoutSeconds: bigint },
): Success {
  if (!event?.withdrawal) throw refusal('FORBIDDEN', 'there is nothing to withdraw')
  const accountId = event.withdrawal.accountId as AccountId // Events are written with an account's.
  const { amount } = event.withdrawal
  accepted(await liquidity.withdraw({ ...terms, id: event.id, accountId, amount }))
  return { success: true }
}

async function readEvent(
  { webhooks }: Ports,
  id: string,
  caller: Caller,
): Promise<WebhookEvent | undefined> {
  const event = await webhooks.event(readId(id, 'event'))
  return (scopeOf(caller) ?? event?.tenantId) === event?.tenantId ? event : undefined
}

/** The settlement account that money of the event's resource leaves to. */
async function settlementOf(
  { payments, directory }: Ports,
  { type, resourceId }: WebhookEvent,
): Promise<AccountId | undefined> {
  // The type says what the id is of.
  switch (type.slice(0, type.indexOf('.'))) {
    case 'incoming_payment':
      return (await payments.incoming.get(resourceId as IncomingPaymentId))?.asset.settlementId
    case 'outgoing_payment':
      return (await payments.outgoing.get(resourceId as OutgoingPaymentId))?.quote.asset
        .settlementId
    case 'wallet_address':
      return (await directory.walletAddress(resourceId as WalletAddressId))?.asset.settlementId
    default:
      return undefined
  }
}

function invalidEvent() {
  return refusal('BAD_USER_INPUT', 'no money can be moved by this event')
}
