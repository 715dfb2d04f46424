import type { Clock } from '@kivuko/clock'
import { grantResponseSchema, rotatedResponseSchema } from '@kivuko/gnap'
import { Secret } from '@kivuko/log'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { DataCipher } from '../outgoing/data-cipher.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { HeldGrantRecord } from './held-grant-store.ts'
import type { OpenPaymentsClient } from './open-payments-client.ts'

/** A token is not used any more when its end is this near: the request takes its time too. */
const expiryMarginMs = 5_000

/** What every grant is asked for: all that the node ever does with incoming payments of others. */
const access = { type: 'incoming-payment', actions: ['create', 'complete', 'read-all'] }

/** A token to use, and the grant that it belongs to. */
export interface HeldToken {
  readonly token: Secret
  readonly record: HeldGrantRecord
}

/** Why there is no token. */
export type TokenRefusal = Refused<'InvalidGrant' | 'Unavailable'>

/**
 * The grants that the node holds as a client of other servers: one for each authorization server,
 * for incoming payments, kept in the database, rotated when it expires, asked for again when it is
 * worth nothing any more.
 */
export interface HeldGrants {
  /** Concurrent callers share one request. */
  token(authServer: string): Promise<HeldToken | TokenRefusal>
  /** The server did not take the token. The next caller gets another one. */
  reject(token: HeldToken): Promise<void>
}

/** What held grants need. */
export interface HeldGrantPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'heldGrants'>
  readonly client: OpenPaymentsClient
  readonly cipher: DataCipher
  readonly clock: Clock
  readonly random: Random
  readonly settings: Pick<PaymentSettings, 'walletAddressUrl'>
}

/** Makes held grants, none of them in memory yet. */
export function createHeldGrants(ports: HeldGrantPorts): HeldGrants {
  const { postgres, store, clock, cipher } = ports
  const known = new Map<string, Promise<HeldToken | TokenRefusal>>()

  const find = async (authServer: string): Promise<HeldToken | TokenRefusal> => {
    const record = await store.heldGrants.read(postgres, authServer)
    if (record === undefined) return await ask(ports, authServer)
    if (isUsable(record, clock.now())) return open(cipher, record)
    return (await rotate(ports, record)) ?? (await ask(ports, authServer))
  }

  const share = (authServer: string): Promise<HeldToken | TokenRefusal> => {
    const found = find(authServer)
    known.set(authServer, found)
    const forget = (): void => {
      if (known.get(authServer) === found) known.delete(authServer)
    }
    found.then((answer) => ('refusal' in answer ? forget() : undefined), forget)
    return found
  }

  return {
    async token(authServer) {
      const sharing = known.get(authServer)
      if (sharing === undefined) return await share(authServer)
      const answer = await sharing
      if ('refusal' in answer || isUsable(answer.record, clock.now())) return answer
      // Whoever comes first after the expiry renews it; the others find that.
      if (known.get(authServer) === sharing) return await share(authServer)
      return await (known.get(authServer) ?? share(authServer))
    },
    async reject({ record }) {
      known.delete(record.authServer)
      await store.heldGrants.delete(postgres, record)
    },
  }
}

function isUsable({ expiresAtMs }: HeldGrantRecord, nowMs: number): boolean {
  return expiresAtMs === undefined || nowMs < expiresAtMs - expiryMarginMs
}

function open(cipher: DataCipher, record: HeldGrantRecord): HeldToken {
  const token = Buffer.from(cipher.open(record.sealedToken, record.id)).toString()
  return { token: new Secret(token), record }
}

/** Nothing when the grant is worth nothing any more. */
async function rotate(
  ports: HeldGrantPorts,
  from: HeldGrantRecord,
): Promise<HeldToken | TokenRefusal | undefined> {
  const { postgres, store, cipher, client } = ports
  const token = open(cipher, from).token.reveal()
  const reply = await client.request({ method: 'POST', url: from.manageUrl, token })
  if ('unavailable' in reply) return refuse('Unavailable', reply.unavailable)
  const parsed = rotatedResponseSchema.safeParse(reply.json)
  if (reply.status !== 200 || !parsed.success) {
    await store.heldGrants.delete(postgres, from)
    return undefined
  }
  const to = sealed(ports, { id: from.id, authServer: from.authServer }, parsed.data.access_token)
  await store.heldGrants.replaceToken(postgres, { from, to })
  return open(cipher, to)
}

async function ask(ports: HeldGrantPorts, authServer: string): Promise<HeldToken | TokenRefusal> {
  const { postgres, store, cipher, client, clock, random, settings } = ports
  const reply = await client.request({
    method: 'POST',
    url: authServer,
    body: { access_token: { access: [access] }, client: settings.walletAddressUrl },
  })
  if ('unavailable' in reply) return refuse('Unavailable', reply.unavailable)
  const parsed = grantResponseSchema.safeParse(reply.json)
  if (reply.status !== 200 || !parsed.success) {
    return refuse('InvalidGrant', `the authorization server answered with ${reply.status}`)
  }
  if ('interact' in parsed.data || parsed.data.access_token === undefined) {
    return refuse('InvalidGrant', 'the authorization server wants to ask a person')
  }
  const record = sealed(ports, { id: random.uuid(), authServer }, parsed.data.access_token)
  await store.heldGrants.insert(postgres, { ...record, nowMs: clock.now() })
  return open(cipher, record)
}

function sealed(
  { cipher, clock }: HeldGrantPorts,
  { id, authServer }: { id: string; authServer: string },
  token: { value: string; manage: string; expires_in?: number | undefined },
): HeldGrantRecord {
  const seconds = token.expires_in
  return {
    id,
    authServer,
    sealedToken: cipher.seal(token.value, id),
    manageUrl: token.manage,
    ...(seconds !== undefined && { expiresAtMs: clock.now() + seconds * 1_000 }),
  }
}
