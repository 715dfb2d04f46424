import { z } from 'zod'

import { type AccessItem, askedAccessSchema } from './access.ts'
import { type Client, clientSchema } from './client.ts'

/** The longest URI that a client may have its user sent back to. */
export const finishUriLengthMax = 2048
/** The longest nonce of a client: far longer than any that is random enough. */
export const clientNonceLengthMax = 256

/** Whom the client wants to know of. */
export interface Subject {
  readonly sub_ids: readonly { readonly id: string; readonly format: 'uri' }[]
}

/** How the user may be asked, and where to be sent afterwards. */
export interface InteractRequest {
  readonly start: readonly 'redirect'[]
  readonly finish?:
    | { readonly method: 'redirect'; readonly uri: string; readonly nonce: string }
    | undefined
}

/** A grant request (RFC 9635 section 2, in the profile of Open Payments). */
export interface GrantRequest {
  readonly client: Client
  /** Access, a subject or both are asked for. */
  readonly access_token?: { readonly access: readonly AccessItem[] } | undefined
  readonly subject?: Subject | undefined
  readonly interact?: InteractRequest | undefined
}

/**
 * A continuation request (RFC 9635 section 5): with a reference after an interaction, else a poll.
 */
export interface ContinueRequest {
  readonly interact_ref?: string | undefined
}

/** The schema of a subject, asked for or told. */
export const subjectSchema: z.ZodType<Subject> = z.object({
  sub_ids: z
    .array(z.object({ id: z.string().min(1).max(2048), format: z.literal('uri') }))
    .length(1),
})

/** The schema of a grant request. */
export const grantRequestSchema: z.ZodType<GrantRequest> = z
  .object({
    client: clientSchema,
    access_token: z.object({ access: askedAccessSchema }).optional(),
    subject: subjectSchema.optional(),
    interact: z
      .object({
        start: z.array(z.literal('redirect')).min(1).max(1),
        finish: z
          .object({
            method: z.literal('redirect'),
            uri: z.url().max(finishUriLengthMax),
            nonce: z.string().min(1).max(clientNonceLengthMax),
          })
          .optional(),
      })
      .optional(),
  })
  .refine((request) => request.access_token || request.subject, {
    error: 'one of access_token and subject is needed',
  })

/** The schema of a continuation request; a body that is not there is a poll. */
export const continueRequestSchema: z.ZodType<ContinueRequest> = z
  .object({ interact_ref: z.string().min(1).max(256).optional() })
  .nullish()
  .transform((body) => body ?? {})
