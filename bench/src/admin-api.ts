import type { Clock } from '@kivuko/clock'
import { signAdminRequest } from '@kivuko/signatures'
import { createPoster } from './poster.ts'

/** The admin API as an account servicing entity calls it: GraphQL over signed HTTP. */
export interface AdminApi extends AsyncDisposable {
  /** Runs a document and gives its `data`; throws when there are errors. */
  call(query: string, variables: object): Promise<unknown>
}

/** Opens connections to the admin API of a node. */
export function createAdminApi(options: {
  clock: Clock
  url: string
  secrets: { operatorTenantId: string; adminApiSecret: string }
  connections: number
}): AdminApi {
  const { clock, secrets, connections } = options
  const poster = createPoster({
    url: `${options.url}/graphql`,
    connections,
    headers: { 'content-type': 'application/json', 'tenant-id': secrets.operatorTenantId },
  })
  let calls = 0
  return {
    async call(query, variables) {
      calls += 1
      // No signature is taken twice, and two calls of one millisecond may be alike but for this.
      const body = { query, variables: { ...variables, call: calls } }
      const signature = signAdminRequest({
        body,
        secret: secrets.adminApiSecret,
        version: 1,
        nowMs: clock.now(),
      })
      const answer = await poster.post(JSON.stringify(body), { signature })
      return dataOf(answer.toString())
    },
    [Symbol.asyncDispose]: () => poster[Symbol.asyncDispose](),
  }
}

/** The text at a path into what the API gave; throws when there is none. */
export function textAt(data: unknown, path: string): string {
  const found = path.split('.').reduce<unknown>((value, member) => {
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)[member]
      : undefined
  }, data)
  if (typeof found === 'string') return found
  throw new Error(`no ${path} in ${JSON.stringify(data)}`)
}

function dataOf(answer: string): unknown {
  const { data, errors } = JSON.parse(answer) as { data?: unknown; errors?: unknown }
  if (errors !== undefined) throw new Error(`the admin API refuses: ${JSON.stringify(errors)}`)
  return data
}
