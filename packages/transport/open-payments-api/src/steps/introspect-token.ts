import {
  type AccessAction,
  type AccessItem,
  type AccessType,
  type Client,
  gnapToken,
} from '@kivuko/gnap'
import type { TokenAnswer } from '@kivuko/grants'
import type { Refused } from '@kivuko/payments'

import { type Refusal, refuse } from '../refusal.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { ResourceRequest } from '../resource-request.ts'

/** What a request wants to be let do. */
export interface WantedAccess {
  readonly type: AccessType
  readonly action: AccessAction
  /** The wallet address whose resource it is about. */
  readonly walletAddressUrl?: string
}

/** What a token says of its bearer. */
export interface TokenHolder {
  readonly grantId: string
  readonly client: Client
  /** The access that lets it do what it wants. */
  readonly access: AccessItem
}

/** Asks the authorization server whether the request's token lets its bearer do what it wants. */
export async function introspectToken(
  api: Pick<ResourceApi, 'introspection' | 'events'>,
  request: Pick<ResourceRequest, 'headers'>,
  { type, action, walletAddressUrl }: WantedAccess,
): Promise<TokenHolder | Refused<Refusal>> {
  const accessToken = gnapToken(request.headers.authorization)
  if (accessToken === undefined) return refuse('MissingToken', 'a GNAP access token is needed')
  const wanted: AccessItem = {
    type,
    actions: [action],
    ...(walletAddressUrl !== undefined && { identifier: walletAddressUrl }),
  }
  const answer = await ask(api, { accessToken, access: [wanted] })
  if (answer === undefined) return refuse('UncheckedToken', 'the token cannot be checked now')
  if (!answer.active) return refuse('InactiveToken', 'the token is not active')
  const [access] = answer.access
  return access === undefined
    ? refuse('InsufficientAccess', `the token does not allow ${type} ${action}`)
    : { grantId: answer.grantId, client: answer.client, access }
}

async function ask(
  { introspection, events }: Pick<ResourceApi, 'introspection' | 'events'>,
  question: Parameters<ResourceApi['introspection']['introspect']>[0],
): Promise<TokenAnswer | undefined> {
  try {
    return await introspection.introspect(question)
  } catch (err) {
    events.introspectionFailed(err)
    return undefined
  }
}
