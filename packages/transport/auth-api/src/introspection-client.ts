import { introspectionResponseSchema } from '@kivuko/gnap'
import type { Introspection, TokenAnswer, TokenQuestion } from '@kivuko/grants'
import type { HttpClient } from '@kivuko/http'

/** A client is waiting behind it. */
const introspectionTimeoutMs = 5_000

/** An answer is a few kilobytes at most. */
const answerBytesMax = 65_536

/**
 * Asks the introspection server of another process. Rejects when there is no answer or none that
 * can be understood: nobody must be let in on it, and nobody told that the token is bad.
 */
export function createIntrospectionClient(options: {
  readonly http: HttpClient
  readonly url: string
}): Introspection {
  return { introspect: (question) => introspect(options, question) }
}

async function introspect(
  { http, url }: { readonly http: HttpClient; readonly url: string },
  { accessToken, access }: TokenQuestion,
): Promise<TokenAnswer> {
  const { status, body } = await http.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ access_token: accessToken, access }),
    timeoutMs: introspectionTimeoutMs,
    maxBodyBytes: answerBytesMax,
  })
  if (status !== 200) throw new Error(`introspection answered ${status}`)
  const answer = introspectionResponseSchema.parse(JSON.parse(body.toString()))
  if (!answer.active) return { active: false }
  const { grant: grantId, client } = answer
  return { active: true, grantId, access: answer.access, client }
}
