import { z } from 'zod'

/** The public Ed25519 key by which a client without a wallet address is known (RFC 8037). */
export interface ClientJwk {
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly use?: 'sig' | undefined
}

/** Who asks for a grant: a wallet address, whose keys are published below it, or a key alone. */
export type Client = { readonly walletAddress: string } | { readonly jwk: ClientJwk }

const jwkSchema: z.ZodType<ClientJwk> = z.object({
  kid: z.string().min(1).max(256),
  alg: z.literal('EdDSA'),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  use: z.literal('sig').optional(),
})

const walletAddressUrl = z.url({ protocol: /^https?$/ }).max(2048)

/** The client in the form that it has between servers, where it is never a bare text. */
export const toldClientSchema: z.ZodType<Client> = z.union([
  z.strictObject({ walletAddress: walletAddressUrl }),
  z.strictObject({ jwk: jwkSchema }),
])

/** The client of a grant request; the older form, a wallet address as a bare text, is accepted. */
export const clientSchema: z.ZodType<Client> = z.union([
  walletAddressUrl.transform((walletAddress) => ({ walletAddress })),
  toldClientSchema,
])
