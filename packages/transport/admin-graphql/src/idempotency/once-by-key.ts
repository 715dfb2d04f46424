import { createHash } from 'node:crypto'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import { canonicalJson } from '@kivuko/signatures'
import type { Caller } from '../caller.ts'
import { refusal } from '../refusal.ts'
import type { IdempotencyClaim, IdempotencyStore } from './idempotency-store.ts'

/** Characters of a key: UUIDs and names, and what an index takes. */
const keyLengthMax = 500

/** How long keys are held and remembered. */
export interface IdempotencySettings {
  /** After this a key is free again whose process died. */
  readonly idempotencyLockMs: number
  /** For this long a result is given again. */
  readonly idempotencyTtlMs: number
}

/** A mutation that is asked for under a key. */
export interface KeyedCall {
  readonly caller: Caller
  readonly key: string
  readonly mutation: string
  readonly input: object
}

/** Runs a mutation, unless it was run before under its key: then its first result is given. */
export type OnceByKey = (call: KeyedCall, run: () => Promise<unknown>) => Promise<unknown>

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly store: IdempotencyStore
  readonly settings: IdempotencySettings
}

/**
 * Makes mutations repeatable. A key belongs to its tenant, and to one mutation with the same input.
 * No connection is held while the mutation runs. Failures are not remembered.
 */
export function createOnceByKey(ports: Ports): OnceByKey {
  const { clock, random, store, settings } = ports
  return async ({ caller, key, mutation, input }, run) => {
    if (key === '' || key.length > keyLengthMax) {
      throw refusal('BAD_USER_INPUT', `idempotencyKey must have 1 to ${keyLengthMax} characters`)
    }
    const claim = { tenantId: caller.tenantId, key, claimId: random.uuid() }
    const nowMs = clock.now()
    const known = await store.claim({
      ...claim,
      request: digest(mutation, input),
      nowMs,
      lockedUntilMs: nowMs + settings.idempotencyLockMs,
      expiresAtMs: nowMs + settings.idempotencyTtlMs,
    })
    switch (known.state) {
      case 'claimed':
        return await runClaimed(ports, claim, run)
      case 'done':
        return parseResult(known.result)
      case 'underway':
        throw refusal('CONFLICT', 'a mutation with this idempotencyKey is under way')
      case 'different':
        throw refusal('BAD_USER_INPUT', 'the idempotencyKey was used for another mutation')
    }
  }
}

async function runClaimed(
  ports: Ports,
  claim: IdempotencyClaim,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const hold = holdClaim(ports, claim)
  let result: unknown
  try {
    result = await run()
  } catch (error) {
    await ports.store.release(claim).catch((err: unknown) => {
      ports.log.warn('An idempotency key was not freed; it will be when its lock ends', { err })
    })
    throw error
  } finally {
    hold.end()
  }
  await ports.store.finish(claim, JSON.stringify(result)).catch((err: unknown) => {
    // The mutation is done: the client must learn of it.
    ports.log.error('The result of an idempotent mutation was not stored', { err })
  })
  return result
}

/** Keeps the key while the mutation takes longer than its lock. */
function holdClaim({ clock, log, store, settings }: Ports, claim: IdempotencyClaim) {
  const extend = () => {
    const lockedUntilMs = clock.now() + settings.idempotencyLockMs
    store.extend(claim, lockedUntilMs).catch((err: unknown) => {
      log.warn('The lock of an idempotency key was not extended', { err })
    })
    timer = clock.after(settings.idempotencyLockMs / 2, extend)
  }
  let timer = clock.after(settings.idempotencyLockMs / 2, extend)
  return { end: () => timer.cancel() }
}

function parseResult(text: string): unknown {
  return JSON.parse(text)
}

function digest(mutation: string, input: object): Uint8Array {
  // An amount read from a number and one read from a text are the same bigint.
  const plain: unknown = JSON.parse(
    JSON.stringify(input, (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  )
  return createHash('sha256')
    .update(canonicalJson([mutation, plain]))
    .digest()
}
