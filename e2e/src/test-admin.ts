import { signAdminRequest } from '@kivuko/signatures'

/** The admin API of a node, called as its operator. */
export interface Admin {
  /** Runs an operation and gives its data; throws `AdminRefusal` when the node refuses. */
  call<Data>(operation: string, variables?: object): Promise<Data>
}

/** What the admin API answers instead of data. */
export class AdminRefusal extends Error {
  readonly code: string

  constructor(message: string, code: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Where the admin API is, and whose secret signs. */
export interface AdminOptions {
  /** Without `/graphql`. */
  readonly url: string
  readonly tenantId: string
  readonly secret: string
}

/** A client of the admin API that signs every request. */
export function createAdmin(options: AdminOptions): Admin {
  const nextMs = createTimestamps()
  return {
    async call<Data>(query: string, variables: object = {}) {
      const response = await postSigned(options, { body: { query, variables }, nowMs: nextMs() })
      const text = await response.text()
      if (response.status === 401) throw new AdminRefusal(text, 'UNAUTHENTICATED')
      const { data, errors } = JSON.parse(text) as Answer<Data>
      const [error] = errors ?? []
      if (error === undefined && data !== undefined) return data
      throw new AdminRefusal(error?.message ?? text, error?.extensions?.code ?? 'NONE')
    },
  }
}

interface Answer<Data> {
  readonly data?: Data
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string }
  }[]
}

/** Posts a body to the admin API with the signature that belongs to it. */
export async function postSigned(
  { url, tenantId, secret }: AdminOptions,
  { body, nowMs }: { readonly body: object; readonly nowMs: number },
): Promise<Response> {
  const signature = signAdminRequest({ body, secret, version: 1, nowMs })
  return await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'tenant-id': tenantId, signature },
    body: JSON.stringify(body),
  })
}

/** A signature is good once: two calls that are alike must not have the same time. */
function createTimestamps(): () => number {
  let lastMs = 0
  return () => {
    lastMs = Math.max(Date.now(), lastMs + 1)
    return lastMs
  }
}
