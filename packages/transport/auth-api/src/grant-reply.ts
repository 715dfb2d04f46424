import type { AccessItem, AccessToken, Continuation } from '@kivuko/gnap'
import type { IssuedToken } from '@kivuko/grants'

import { authUrl, type GrantApi } from './grant-api.ts'

/** How a client continues a grant; `waitSec` when it has to come again. */
export function writeContinuation(
  api: GrantApi,
  continued: {
    readonly grantId: string
    readonly token: string
    readonly waitSec?: number
  },
): Continuation {
  return {
    access_token: { value: continued.token },
    uri: authUrl(api, 'continue', continued.grantId),
    ...(continued.waitSec !== undefined && { wait: continued.waitSec }),
  }
}

/** A token as its client gets it. */
export function writeToken(
  api: GrantApi,
  token: IssuedToken,
  access: readonly AccessItem[],
): AccessToken {
  return {
    value: token.value,
    manage: authUrl(api, 'token', token.id),
    expires_in: token.expiresInSec,
    access,
  }
}
