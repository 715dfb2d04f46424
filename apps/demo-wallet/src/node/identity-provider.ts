import { type AccessItem, toldAccessSchema } from '@kivuko/gnap'
import type { HttpClient, HttpResponse } from '@kivuko/http'
import type { Secret } from '@kivuko/log'
import { z } from 'zod'

/** One question to a user, as the authorization server sends the user here with it. */
export interface Interaction {
  readonly id: string
  readonly nonce: string
}

/** What a client asks the user for. */
export interface AskedGrant {
  readonly access: readonly AccessItem[]
  /** What the client wants to know the user as. */
  readonly subjectIds: readonly string[]
  readonly state: 'PENDING' | 'APPROVED' | 'DENIED'
}

/** The authorization server, as the identity provider meets it. */
export interface IdentityProvider {
  /** Undefined when there is no such question, or none any more. */
  ask(interaction: Interaction): Promise<AskedGrant | undefined>
  /** Tells what the user has decided; false when it is too late for that. */
  decide(interaction: Interaction, decision: 'accept' | 'reject'): Promise<boolean>
  /** Where the user's browser goes next. */
  finishUrl(interaction: Interaction): string
}

/** The identity provider's side of the authorization server at `apiUrl`. */
export function createIdentityProvider(options: {
  readonly http: HttpClient
  readonly apiUrl: string
  /** The address of the authorization server that browsers know. */
  readonly authUrl: string
  readonly secret: Secret
}): IdentityProvider {
  const { http, apiUrl, authUrl, secret } = options
  const call = (method: 'GET' | 'POST', path: string): Promise<HttpResponse> => {
    const headers = { 'x-idp-secret': secret.reveal() }
    return http.request({ method, url: `${apiUrl}/grant/${path}`, headers })
  }
  return {
    ask: async (interaction) => {
      const { status, body } = await call('GET', pathOf(interaction))
      if (status === 404) return undefined
      if (status !== 200)
        throw new Error(`the authorization server answers ${status}: ${body.toString()}`)
      return grantSchema.parse(JSON.parse(body.toString()))
    },
    decide: async (interaction, decision) => {
      const { status, body } = await call('POST', `${pathOf(interaction)}/${decision}`)
      if (status === 202) return true
      if (status === 400 || status === 404) return false
      throw new Error(`the authorization server answers ${status}: ${body.toString()}`)
    },
    finishUrl: (interaction) => `${authUrl}/interact/${pathOf(interaction)}/finish`,
  }
}

function pathOf({ id, nonce }: Interaction): string {
  return `${encodeURIComponent(id)}/${encodeURIComponent(nonce)}`
}

const grantSchema = z
  .object({
    access: toldAccessSchema.default([]),
    subject: z.object({ sub_ids: z.array(z.object({ id: z.string() })) }).optional(),
    state: z.enum(['PENDING', 'APPROVED', 'DENIED']),
  })
  .transform(({ access, subject, state }): AskedGrant => {
    return { access, subjectIds: subject?.sub_ids.map(({ id }) => id) ?? [], state }
  })
