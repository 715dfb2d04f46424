/** The collections of Open Payments, as their URLs name them. */
export type Collection = 'incoming-payments' | 'quotes' | 'outgoing-payments'

/** What a resource's URL says. */
export interface ResourceUrl {
  readonly collection: Collection
  /** A UUID, in lower case. */
  readonly id: string
  /** Everything before the collection, without a slash at the end: `https://host/path/tenant`. */
  readonly base: string
  /**
   * The last segment of `base` where that is a UUID; resources made before there were tenants have
   * none.
   */
  readonly tenantId: string | undefined
}

/** `<base>/<tenantId>/<collection>/<id>`; `base` is the resource server's URL. */
export function resourceUrl(resource: {
  readonly base: string
  readonly tenantId: string
  readonly collection: Collection
  readonly id: string
}): string {
  const base = trimSlashes(resource.base)
  return `${base}/${resource.tenantId}/${resource.collection}/${resource.id}`
}

/**
 * Reads a resource's URL, http or https; undefined when it does not end in a collection and a UUID.
 */
export function parseResourceUrl(text: string): ResourceUrl | undefined {
  const url = text.length > resourceUrlLengthMax ? null : URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    return undefined
  }
  const segments = url.pathname.split('/')
  const id = segments.pop()?.toLowerCase() ?? ''
  const collection = segments.pop() ?? ''
  if (!isUuid(id) || !isCollection(collection)) return undefined
  const tenantId = segments.at(-1)?.toLowerCase()
  return {
    collection,
    id,
    base: url.origin + segments.join('/'),
    tenantId: tenantId !== undefined && isUuid(tenantId) ? tenantId : undefined,
  }
}

/** The length of a resource's URL beyond which it is not looked at. */
export const resourceUrlLengthMax = 2048

/**
 * Whether two URLs name the same resource: a scheme of http or https, the case of the host and
 * slashes at the end make no difference.
 */
export function isSameResource(one: string, other: string): boolean {
  const comparable = comparableUrl(one)
  return comparable !== undefined && comparable === comparableUrl(other)
}

/**
 * The URL to call for a resource that calls itself by an https URL. In development nodes listen on
 * plain http, whatever their resources' ids say.
 */
export function callableUrl(id: string, options: { readonly useHttp: boolean }): string {
  return options.useHttp ? id.replace(/^https:/i, 'http:') : id
}

/** Whether a text is a UUID, of any version. */
export function isUuid(text: string): boolean {
  return uuidForm.test(text)
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function isCollection(text: string): text is Collection {
  return text === 'incoming-payments' || text === 'quotes' || text === 'outgoing-payments'
}

function comparableUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  return `${url.host}${trimSlashes(url.pathname)}${url.search}`
}

function trimSlashes(text: string): string {
  return text.replace(/\/+$/, '')
}
