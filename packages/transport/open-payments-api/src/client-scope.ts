import { allowsAction, type AccessAction, type Client } from '@kivuko/gnap'
import { normalizeWalletAddressUrl } from '@kivuko/open-payments'
import { jwkThumbprint } from '@kivuko/signatures'

import type { TokenHolder } from './steps/introspect-token.ts'

/**
 * How a client is named in what it makes: by its wallet address, or by its key (RFC 9278), so that
 * clients without a wallet address are told apart too.
 */
export function clientName(client: Client): string {
  if ('jwk' in client) return `${thumbprintUrn}${jwkThumbprint(client.jwk)}`
  return normalizeWalletAddressUrl(client.walletAddress) ?? client.walletAddress
}

const thumbprintUrn = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:'

/**
 * The client whose resources alone a token gives a view of; undefined when it gives a view of all
 * (`read-all`, `list-all`).
 */
export function scopeOf(
  { access, client }: TokenHolder,
  action: 'read' | 'list',
): string | undefined {
  const all: AccessAction = `${action}-all`
  return allowsAction(access.actions, all) ? undefined : clientName(client)
}

/** Whether a token's view has a resource in it. */
export function mayRead(holder: TokenHolder, resource: { readonly client?: string }): boolean {
  const scope = scopeOf(holder, 'read')
  return scope === undefined || scope === resource.client
}
