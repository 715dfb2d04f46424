import type { Clock } from '@kivuko/clock'
import type { HttpClient } from '@kivuko/http'
import type { Secret } from '@kivuko/log'
import { type GraphqlRequestBody, signAdminRequest } from '@kivuko/signatures'
import { z } from 'zod'

/** The node's admin API (GraphQL), called as its operator. */
export interface AdminClient {
  /**
   * Runs an operation and gives what `data` makes of the answer's data, or the node's refusal.
   * Throws when there is no answer, or one that is no GraphQL.
   */
  run<Data>(
    operation: string,
    variables: Readonly<Record<string, unknown>>,
    data: z.ZodType<Data>,
  ): Promise<Data | AdminRefusal>
}

/** The node's "no". */
export interface AdminRefusal {
  /** Such as `NOT_FOUND`, `CONFLICT` or `DUPLICATE`. */
  readonly refusal: string
  readonly message: string
}

/** Where the admin API is, and whose secret signs. */
export interface AdminClientOptions {
  readonly http: HttpClient
  readonly clock: Clock
  readonly url: string
  readonly tenantId: string
  readonly secret: Secret
}

/** The version of the signature, as `ADMIN_API_SIGNATURE_VERSION` of the node has it. */
const signatureVersion = 1

/** A client that signs each request with the tenant's secret. */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const { http, url, tenantId, secret } = options
  const nextTimestamp = createTimestamps(options.clock)

  const post = async (body: GraphqlRequestBody): Promise<unknown> => {
    const nowMs = nextTimestamp()
    const version = signatureVersion
    const signature = signAdminRequest({ body, secret: secret.reveal(), version, nowMs })
    const answer = await http.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'tenant-id': tenantId, signature },
      body: JSON.stringify(body),
    })
    if (answer.status === 401) throw new Error('the node does not know our secret')
    return JSON.parse(answer.body.toString())
  }
  return {
    run: async (query, variables, data) => {
      const { errors, ...answer } = answerSchema.parse(await post({ query, variables }))
      const [error] = errors
      if (error === undefined) return data.parse(answer.data)
      return { refusal: error.extensions.code, message: error.message }
    },
  }
}

/** Whether a node has refused. */
export function isRefused(answer: unknown): answer is AdminRefusal {
  return typeof answer === 'object' && answer !== null && 'refusal' in answer
}

/** For answers that must be: throws a refusal as an error. */
export function mustHave<Data>(answer: Data | AdminRefusal): Data {
  if (isRefused(answer)) throw new Error(`the node refuses: ${answer.refusal}, ${answer.message}`)
  return answer
}

const answerSchema = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string() }).catch({ code: 'UNKNOWN' }),
      }),
    )
    .default([]),
})

/** A signature is good once: two that are alike, in the same millisecond, would be one. */
function createTimestamps(clock: Clock): () => number {
  let lastMs = 0
  return () => {
    lastMs = Math.max(clock.now(), lastMs + 1)
    return lastMs
  }
}
