import { hash } from 'node:crypto'

/**
 * The hash by which a client knows that the user who comes back comes from its own request: SHA-256
 * in base64 over four lines (RFC 9635 section 4.2.3).
 */
export function interactionHash(parts: {
  readonly clientNonce: string
  /** The server's nonce, that is, `interact.finish` of the answer to the grant request. */
  readonly interactNonce: string
  readonly interactRef: string
  /** The URL that the grant was asked for at: the authorization server's, then the tenant's id. */
  readonly grantEndpoint: string
}): string {
  const { clientNonce, interactNonce, interactRef, grantEndpoint } = parts
  return hash(
    'sha256',
    `${clientNonce}\n${interactNonce}\n${interactRef}\n${grantEndpoint}`,
    'base64',
  )
}
