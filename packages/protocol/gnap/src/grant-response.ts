import { z } from 'zod'

import { type AccessItem, toldAccessSchema } from './access.ts'
import { type Subject, subjectSchema } from './grant-request.ts'

/** An access token, and where it is rotated and revoked. */
export interface AccessToken {
  readonly value: string
  readonly manage: string
  /** Seconds. */
  readonly expires_in?: number | undefined
  readonly access: readonly AccessItem[]
}

/** How a grant is continued or cancelled. */
export interface Continuation {
  readonly access_token: { readonly value: string }
  readonly uri: string
  /** Seconds to wait before. */
  readonly wait?: number | undefined
}

/** The answer when there is nothing to ask the user, or the user has been asked. */
export interface IssuedResponse {
  readonly access_token?: AccessToken | undefined
  readonly subject?: Subject | undefined
  readonly continue: Continuation
}

/** The answer when the user has to be asked. */
export interface PendingResponse {
  readonly interact: {
    readonly redirect: string
    /** The server's nonce, a part of the interaction hash. */
    readonly finish: string
  }
  readonly continue: Continuation
}

/** The answer to the rotation of a token. */
export interface RotatedResponse {
  readonly access_token: AccessToken
}

const accessTokenSchema: z.ZodType<AccessToken> = z.object({
  value: z.string().min(1),
  manage: z.url(),
  expires_in: z.int().min(0).optional(),
  access: toldAccessSchema,
})

const continuationSchema: z.ZodType<Continuation> = z.object({
  access_token: z.object({ value: z.string().min(1) }),
  uri: z.url(),
  wait: z.int().min(0).optional(),
})

/** The schema of the answer of an authorization server to a grant request. */
export const grantResponseSchema: z.ZodType<IssuedResponse | PendingResponse> = z.union([
  z.object({
    interact: z.object({ redirect: z.url(), finish: z.string() }),
    continue: continuationSchema,
  }),
  z.object({
    access_token: accessTokenSchema.optional(),
    subject: subjectSchema.optional(),
    continue: continuationSchema,
  }),
])

/** The schema of the answer of an authorization server to the rotation of a token. */
export const rotatedResponseSchema: z.ZodType<RotatedResponse> = z.object({
  access_token: accessTokenSchema,
})
