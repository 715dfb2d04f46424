import type { Clock } from '@kivuko/clock'
import type { Grants } from '@kivuko/grants'
import type { Log } from '@kivuko/log'
import type { Random } from '@kivuko/random'

import type { SessionCookies } from './session-cookie.ts'
import type { ClientVerifier } from './verify-client.ts'

/** What the endpoints of the GNAP server work with. */
export interface GrantApi extends ClientVerifier {
  readonly grants: Grants
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** How long a client is told to wait before it continues. */
  readonly waitSec: number
  readonly cookies: SessionCookies
}

/** A URL below the authorization server's own. */
export function authUrl(
  { authServerUrl }: Pick<GrantApi, 'authServerUrl'>,
  ...segments: readonly string[]
): string {
  return [authServerUrl.replace(/\/+$/, ''), ...segments].join('/')
}
