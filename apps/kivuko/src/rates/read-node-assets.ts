import type { Clock } from '@kivuko/clock'
import type { HttpClient } from '@kivuko/http'
import type { Secret } from '@kivuko/log'
import type { Random } from '@kivuko/random'
import { signAdminRequest } from '@kivuko/signatures'
import { z } from 'zod'

/** Where a node's admin API is, and whose secret signs. */
export interface NodePlace {
  readonly url: string
  readonly tenantId: string
  readonly secret: Secret
  /** The version in the signature. */
  readonly version: number
}

/** How long the admin API may take for one page. */
const answerMsMax = 5_000

/** Pages of a hundred that are read: more assets than any node has. */
const pagesMax = 100

const query = `query NodeAssets($after: String) {
  assets(first: 100, after: $after) {
    pageInfo { endCursor hasNextPage }
    edges { node { code } }
  }
}`

/** Reads the codes of all assets of a node, of all tenants. Throws an error that says why not. */
export async function readNodeAssets(
  ports: { readonly clock: Clock; readonly http: HttpClient; readonly random: Random },
  place: NodePlace,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const codes = new Set<string>()
  let after: string | null = null
  for (let page = 0; page < pagesMax; page += 1) {
    const variables: Variables = { after, once: ports.random.uuid() }
    const { edges, pageInfo } = await readPage(ports, place, { variables, signal })
    for (const { node } of edges) codes.add(node.code)
    const { endCursor, hasNextPage } = pageInfo
    if (!hasNextPage || endCursor === null) return [...codes]
    after = endCursor
  }
  throw new Error(`more than ${pagesMax} pages of assets`)
}

interface Variables {
  readonly after: string | null
  /** A signature is good once: two replicas that ask in one millisecond must not be alike. */
  readonly once: string
}

async function readPage(
  { clock, http }: { readonly clock: Clock; readonly http: HttpClient },
  { secret, tenantId, url, version }: NodePlace,
  { signal, variables }: { readonly variables: Variables; readonly signal: AbortSignal },
): Promise<AssetPage> {
  const body = { query, variables }
  const signature = signAdminRequest({
    body,
    secret: secret.reveal(),
    version,
    nowMs: clock.now(),
  })
  const answer = await http.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'tenant-id': tenantId, signature },
    body: JSON.stringify(body),
    timeoutMs: answerMsMax,
    signal,
  })
  if (answer.status === 401) {
    throw new Error("401: OPERATOR_TENANT_ID, ADMIN_API_SECRET or the clock is not the node's")
  }
  return pageOf(answer.status, answer.body.toString())
}

function pageOf(status: number, text: string): AssetPage {
  const read = answerSchema.safeParse(jsonOf(text))
  if (!read.success) throw new Error(`answered ${status}, and no list of assets`)
  const [error] = read.data.errors
  if (error !== undefined) throw new Error(`refused: ${error.message}`)
  if (read.data.data === null) throw new Error(`answered ${status} without assets`)
  return read.data.data.assets
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const assetPage = z.object({
  pageInfo: z.object({ endCursor: z.string().nullish().default(null), hasNextPage: z.boolean() }),
  edges: z.array(z.object({ node: z.object({ code: z.string() }) })),
})

type AssetPage = z.infer<typeof assetPage>

const answerSchema = z.object({
  data: z.object({ assets: assetPage }).nullish().default(null),
  errors: z.array(z.object({ message: z.string() })).default([]),
})
