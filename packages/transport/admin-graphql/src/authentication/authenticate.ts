import { createHash } from 'node:crypto'
import type { Clock } from '@kivuko/clock'
import type { Directory, Tenant, TenantId } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import {
  type GraphqlRequestBody,
  type TimestampedSignatureRefusal,
  type VerifiedTimestamp,
  verifyAdminSignature,
} from '@kivuko/signatures'
import type { Caller } from '../caller.ts'
import type { SignatureReplayGuard } from './signature-replay-guard.ts'

/** How long a signature is remembered after its end, for clocks that differ. */
const rememberedAfterMs = 60_000

/** How requests are signed. */
export interface SignatureSettings {
  /** The `v1` of `v1=<digest>`. */
  readonly signatureVersion: string
  readonly signatureTtlSec: number
  /**
   * What may be used once. `signature`: time and digest. `header`: the text of the header, so that
   * clients can tell apart equal requests of one millisecond by a further part, and whoever
   * captures a request can send it again within the time of its signature, as with the reference.
   */
  readonly replayKey: 'signature' | 'header'
}

/** Why nobody is let in. For the log, not for the client. */
export type AuthenticationFault =
  | 'noTenantId'
  | 'noSignature'
  | 'unknownTenant'
  | 'usedBefore'
  | TimestampedSignatureRefusal['refusal']

/** Finds out who signed a request, or why it counts as nobody's. */
export type Authenticate = (request: {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: unknown
}) => Promise<Caller | AuthenticationFault>

/**
 * Makes the check of the headers `tenant-id` and `signature`: the tenant is known, its secret made
 * the signature over this body, now, and for the first time.
 */
export function createAuthenticate(ports: {
  readonly clock: Clock
  readonly directory: Pick<Directory, 'operatorId' | 'tenant'>
  readonly replayGuard: SignatureReplayGuard
  readonly settings: SignatureSettings
}): Authenticate {
  const { clock, directory, replayGuard, settings } = ports
  return async ({ headers, body }) => {
    const { 'tenant-id': tenantId, signature: header } = headers
    if (typeof tenantId !== 'string') return 'noTenantId'
    if (typeof header !== 'string') return 'noSignature'
    const tenant = await readTenant(directory, tenantId)
    if (!tenant) return 'unknownTenant'
    const verified = verifyAdminSignature({
      header,
      body: signedBody(body),
      secret: tenant.apiSecret.reveal(),
      version: settings.signatureVersion,
      ttlSec: settings.signatureTtlSec,
      nowMs: clock.now(),
    })
    if ('refusal' in verified) return verified.refusal
    const isFirst = await replayGuard.firstUse({
      tenantId: tenant.id,
      key: settings.replayKey === 'header' ? digest(header) : verified.replayKey,
      expiresAtMs: endOf(verified, settings) + rememberedAfterMs,
    })
    if (!isFirst) return 'usedBefore'
    return { tenantId: tenant.id, isOperator: tenant.id === directory.operatorId }
  }
}

async function readTenant(
  directory: Pick<Directory, 'tenant'>,
  id: string,
): Promise<Tenant | undefined> {
  if (!isUuid(id)) return undefined
  // What is no tenant's id finds none.
  const tenant = await directory.tenant(id.toLowerCase() as TenantId)
  return tenant?.deletedAtMs === undefined ? tenant : undefined
}

/** What is no object has no members that could be signed. */
function signedBody(body: unknown): GraphqlRequestBody {
  return typeof body === 'object' && body !== null ? body : {}
}

function endOf({ timestampMs }: VerifiedTimestamp, { signatureTtlSec }: SignatureSettings): number {
  return timestampMs + signatureTtlSec * 1_000
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
