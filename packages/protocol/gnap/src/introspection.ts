import { z } from 'zod'

import { type AccessItem, toldAccessSchema } from './access.ts'
import { type Client, toldClientSchema } from './client.ts'

/** What a resource server asks about a token: who has it, and whether it lets them do something. */
export interface IntrospectionRequest {
  readonly access_token: string
  readonly access?: readonly AccessItem[] | undefined
}

/**
 * What it is told. Of an active token, `access` has the granted items that were asked about, all
 * items when none was, and is empty when what was asked about is not granted.
 */
export type IntrospectionResponse =
  | { readonly active: false }
  | {
      readonly active: true
      /** The id of the grant. */
      readonly grant: string
      readonly access: readonly AccessItem[]
      readonly client: Client
    }

/** The schema of the question. */
export const introspectionRequestSchema: z.ZodType<IntrospectionRequest> = z.object({
  access_token: z.string().max(256),
  access: toldAccessSchema.optional(),
})

/** The schema of the answer. */
export const introspectionResponseSchema: z.ZodType<IntrospectionResponse> = z.union([
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    grant: z.string().min(1),
    access: toldAccessSchema,
    client: toldClientSchema,
  }),
])
