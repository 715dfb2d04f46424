import { z } from 'zod'
import { type AdminClient, type AdminRefusal, isRefused, mustHave } from './admin-client.ts'

/** What the wallet does about payments at the node. Each call can be made again. */
export interface NodePayments {
  /** Pays what an outgoing payment debits into the node, which then sends it. */
  fund(call: PaymentCall): Promise<'done' | AdminRefusal>
  cancel(call: {
    readonly payment: string
    readonly reason: string
  }): Promise<'done' | AdminRefusal>
  /** Undefined when the node has no such payment. */
  stateOf(payment: string): Promise<OutgoingState | undefined>
  /** Takes out what an outgoing payment left over. */
  withdrawOutgoing(call: PaymentCall): Promise<void>
  /** Takes out what an incoming payment brought. */
  withdrawIncoming(call: PaymentCall): Promise<void>
}

/** A payment, and the key by which the node knows a repeated call. */
export interface PaymentCall {
  readonly payment: string
  readonly idempotencyKey: string
}

/** Where an outgoing payment is. */
export type OutgoingState = z.infer<typeof outgoingState>

/** The payments of the node behind `admin`. */
export function createNodePayments(admin: AdminClient): NodePayments {
  const withdraw = async (operation: string, call: PaymentCall): Promise<void> => {
    const answer = await admin.run(operation, variablesOf(call), anyData)
    // It was taken out before, by a call whose answer did not arrive.
    if (isRefused(answer) && answer.refusal === 'DUPLICATE') return
    mustHave(answer)
  }
  return {
    fund: async (call) => doneOr(await admin.run(fundPayment, variablesOf(call), anyData)),
    cancel: async (call) => doneOr(await admin.run(cancelPayment, { ...call }, anyData)),
    stateOf: async (id) => {
      const answer = await admin.run(readState, { id }, stateData)
      if (isRefused(answer) && answer.refusal === 'NOT_FOUND') return undefined
      return mustHave(answer).outgoingPayment?.state
    },
    withdrawOutgoing: (call) => withdraw(withdrawOutgoingPayment, call),
    withdrawIncoming: (call) => withdraw(withdrawIncomingPayment, call),
  }
}

const fundPayment = `mutation ($payment: String!, $idempotencyKey: String!) {
  depositOutgoingPaymentLiquidity(
    input: { outgoingPaymentId: $payment, idempotencyKey: $idempotencyKey }
  ) { success }
}`

const cancelPayment = `mutation ($payment: ID!, $reason: String!) {
  cancelOutgoingPayment(input: { id: $payment, reason: $reason }) { payment { id } }
}`

const readState = `query ($id: String!) { outgoingPayment(id: $id) { state } }`

/** Immediate: with a time limit, a withdrawal would have to be posted or voided later. */
const withdrawOutgoingPayment = `mutation ($payment: String!, $idempotencyKey: String!) {
  createOutgoingPaymentWithdrawal(input: {
    outgoingPaymentId: $payment, idempotencyKey: $idempotencyKey, timeoutSeconds: 0
  }) { success }
}`

const withdrawIncomingPayment = `mutation ($payment: String!, $idempotencyKey: String!) {
  createIncomingPaymentWithdrawal(input: {
    incomingPaymentId: $payment, idempotencyKey: $idempotencyKey, timeoutSeconds: 0
  }) { success }
}`

const outgoingState = z.enum(['FUNDING', 'SENDING', 'COMPLETED', 'FAILED', 'CANCELLED'])
const stateData = z.object({ outgoingPayment: z.object({ state: outgoingState }).nullable() })
const anyData = z.unknown()

function variablesOf({ payment, idempotencyKey }: PaymentCall) {
  return { payment, idempotencyKey }
}

function doneOr(answer: unknown): 'done' | AdminRefusal {
  return isRefused(answer) ? answer : 'done'
}
