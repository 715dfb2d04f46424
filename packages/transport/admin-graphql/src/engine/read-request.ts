/** A GraphQL request as it comes over HTTP. */
export interface GraphqlRequest {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

/** Reads the body of a request, parsed and as it came; gives what is wrong with it in words. */
export function readRequest(body: unknown, text: Buffer): GraphqlRequest | string {
  if (!isObject(body)) return 'The body must be a JSON object: one request, no list'
  const { query, variables = null, operationName = null } = body
  if (typeof query !== 'string') return 'query must be a text'
  if (variables !== null && !isObject(variables)) return 'variables must be an object'
  if (operationName !== null && typeof operationName !== 'string') {
    return 'operationName must be a text'
  }
  // Only by an escape can JSON have what the database has no form for.
  if (text.includes(escape) && (nulInDocument.test(query) || !isStorable([query, variables]))) {
    return 'Texts must be Unicode, without the character NUL'
  }
  return {
    query,
    ...(variables !== null && { variables }),
    ...(operationName !== null && { operationName }),
  }
}

const escape = String.raw`\u`

/** The escapes of GraphQL itself, in a text within the document. */
const nulInDocument = /\\u(?:0000|\{0+\})/

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => isStorable(name) && isStorable(member))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
