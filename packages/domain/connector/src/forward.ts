import { isPeerAddress, patchPrepare, viewReject } from '@kivuko/ilp'
import type { Hold, HoldLeg, HoldRefusal } from '@kivuko/ledger'
import type { Ratio } from '@kivuko/money'
import type { RateRefusal } from '@kivuko/rates'
import { conclude, end, enter, fail, refuse, releaseHold } from './answer.ts'
import { convertAmount, refuseRate } from './convert.ts'
import type { LocalReceiver, OpenedPacket } from './local-receiver.ts'
import type { Party } from './party.ts'
import type { KnownPeer } from './peer.ts'
import { answerPeerProtocol } from './peer-protocols.ts'
import { refusals } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { Rule } from './rules/rule.ts'
import type { Slot } from './slot.ts'

/*
 * The way of a packet, phase by phase; the order is the same for every peer. Each function does its
 * phase and calls the next, at once where nothing has to be waited for.
 */

/** Takes a packet in: the rules of its sender, then where it goes. */
export function accept(slot: Slot): void {
  const { core, view, source } = slot
  const expired = view.expiresAtMs <= core.clock.now()
  const refusal = expired ? refusals.expired : pass(slot, source.incoming, 'incomingPassed')
  if (refusal !== undefined) refuse(slot, refusal)
  else if (isPeerAddress(slot.view.destination)) answerNeighbour(slot)
  else route(slot)
}

/** The ledger has held the packet's money, or refused. */
export function onHeld(slot: Slot, result: Hold | HoldRefusal): void {
  if ('refusal' in result) {
    refuseHold(slot, result)
    return
  }
  slot.hold = result
  slot.core.counts.holding += 1
  if (!slot.answered) {
    forward(slot)
    return
  }
  releaseHold(slot)
  end(slot)
}

function answerNeighbour(slot: Slot): void {
  const answer = answerPeerProtocol(slot.view, slot.source)
  if (!(answer instanceof Uint8Array)) refuse(slot, answer)
  else conclude(slot, { bytes: answer, result: 'fulfill', kind: 'reply' })
}

function route(slot: Slot): void {
  const { core, source, view } = slot
  const found = core.routes.snapshot().lookup(view.destination, source.query)
  if (typeof found === 'string') {
    refuse(slot, found === 'down' ? refusals.allPeersDown : refusals.noRoute)
    return
  }
  const peer = core.peers.get(found.peerId)
  if (peer === undefined) refuse(slot, refusals.noRoute)
  else goTo(slot, peer)
}

function goTo(slot: Slot, peer: KnownPeer): void {
  slot.to = peer
  if (peer.record.kind === 'remote') convert(slot, peer.record)
  else open(slot, peer.record.receiver)
}

function open(slot: Slot, receiver: LocalReceiver): void {
  slot.phase = 'opening'
  const opened = receiver.open(slot.view)
  if (opened instanceof Promise) wait(slot, opened, onOpened)
  else onOpened(slot, opened)
}

function onOpened(slot: Slot, opened: OpenedPacket | Uint8Array): void {
  if (opened instanceof Uint8Array) {
    refuseAsReceiver(slot, opened)
    return
  }
  slot.opened = opened
  convert(slot, opened)
}

function refuseAsReceiver(slot: Slot, bytes: Uint8Array): void {
  conclude(slot, { bytes, result: viewReject(bytes).code, kind: 'reply' })
}

function convert(slot: Slot, destination: Party): void {
  const { core, source, view } = slot
  slot.destination = destination
  const sameAsset = source.asset.accountId === destination.asset.accountId
  if (sameAsset || view.amount === 0n) {
    slot.destinationAmount = view.amount
    hold(slot, destination)
    return
  }
  const { tenantId } = destination
  const pair = { source: source.asset, destination: destination.asset, tenantId }
  slot.phase = 'converting'
  const ratio = core.rates.ratioNow(pair)
  if (ratio === undefined) wait(slot, core.rates.ratio(pair), onRatio)
  else onRatio(slot, ratio)
}

function onRatio(slot: Slot, ratio: Ratio | RateRefusal): void {
  if ('refusal' in ratio) {
    slot.core.events.rateRefused(ratio.refusal, ratio.detail)
    refuse(slot, refuseRate(ratio))
    return
  }
  const amount = convertAmount(slot.view.amount, ratio)
  if (typeof amount !== 'bigint') {
    refuse(slot, amount)
    return
  }
  slot.destinationAmount = amount
  hold(slot, slot.destination)
}

function hold(slot: Slot, destination: Party | undefined): void {
  const { core, source, view, to } = slot
  if (destination === undefined || to === undefined) throw new Error('held before it was routed')
  if (slot.destinationAmount === 0n || source.probe) {
    forward(slot)
    return
  }
  const refused = slot.opened?.refuse?.({ ...view, amount: slot.destinationAmount })
  if (refused !== undefined) {
    refuseAsReceiver(slot, refused)
    return
  }
  const { minExpirationWindowMs, maxHoldMs } = to.expiry
  const longestMs = core.clock.now() + maxHoldMs + minExpirationWindowMs
  slot.phase = 'holding'
  arm(slot, view.expiresAtMs)
  core.books.hold(
    {
      legs: legsOf(slot, destination),
      expiresAtMs: Math.min(view.expiresAtMs, longestMs),
      durable: source.local,
    },
    slot.onHeld,
  )
}

/** Within an asset from the payer to the paid; across assets through the accounts of both. */
function legsOf({ source, view, destinationAmount }: Slot, destination: Party): HoldLeg[] {
  const [from, to] = [source.asset.accountId, destination.asset.accountId]
  if (from === to) {
    const [debitId, creditId] = [source.accountId, destination.accountId]
    return [{ debitId, creditId, amount: destinationAmount }]
  }
  return [
    { debitId: source.accountId, creditId: from, amount: view.amount },
    { debitId: to, creditId: destination.accountId, amount: destinationAmount },
  ]
}

function refuseHold(slot: Slot, { refusal, leg }: HoldRefusal): void {
  if (refusal === 'InsufficientBalance') {
    refuse(slot, leg === 0 ? refusals.insufficientBalance : refusals.insufficientLiquidity)
    return
  }
  if (refusal === 'LedgerUnavailable') {
    refuse(slot, refusals.ledgerUnavailable)
    return
  }
  const of = { sourceId: slot.source.id, peerId: slot.to?.record.id ?? '' }
  slot.core.events.holdRefused(refusal, of)
  refuse(slot, refusals.internal)
}

function forward(slot: Slot): void {
  const refusal = pass(slot, slot.to?.outgoing ?? [], 'outgoingPassed')
  if (refusal !== undefined) {
    refuse(slot, refusal)
    return
  }
  slot.phase = 'sent'
  arm(slot, slot.forwardExpiresAtMs)
  deliver(slot)
}

function deliver(slot: Slot): void {
  const { to, opened, view, destinationAmount: amount, forwardExpiresAtMs: expiresAtMs } = slot
  if (opened !== undefined) {
    opened.receive({ ...view, amount }, slot.onReceived)
  } else if (to?.record.kind === 'remote') {
    patchPrepare(view, { amount, expiresAtMs })
    to.record.endpoint.send(view.bytes, expiresAtMs, slot.onResult)
  }
}

function pass(
  slot: Slot,
  rules: readonly Rule[],
  passed: 'incomingPassed' | 'outgoingPassed',
): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule.onPrepare(slot)
    if (refusal !== undefined) return refusal
    slot[passed] += 1
  }
  return undefined
}

/**
 * Waits for a promise, no longer than the packet lives; a packet that was given up meanwhile ends.
 */
function wait<T>(slot: Slot, promise: Promise<T>, step: (slot: Slot, value: T) => void): void {
  arm(slot, slot.view.expiresAtMs)
  promise.then(
    (value) => {
      if (slot.answered) end(slot)
      else enter(step, slot, value)
    },
    (error: unknown) => fail(slot, error),
  )
}

/** Gives the packet up at that time, or once it has been held for as long as packets may be. */
function arm(slot: Slot, atMs: number): void {
  const { core, to } = slot
  const leftMs = atMs - core.clock.now()
  core.wheel.set(slot, Math.min(leftMs, to?.expiry.maxHoldMs ?? leftMs))
}
