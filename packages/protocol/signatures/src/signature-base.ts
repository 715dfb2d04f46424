/** What of a request is signed. Header names are in lower case, as Node gives them. */
export interface SignedMessage {
  readonly method: string
  readonly targetUri: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Why a signature base cannot be made. */
export type BaseRefusal =
  /** A covered component that is no header and not one of the derived components known here. */
  | { readonly refusal: 'unsupportedComponent'; readonly component: string }
  /** A covered header that the request does not have. */
  | { readonly refusal: 'missingHeader'; readonly header: string }

/**
 * The text that is signed: one line per component and the signature's parameters as the last
 * (RFC 9421 section 2.5). `parameters` is the member of `signature-input`, without its label.
 */
export function signatureBase(
  message: SignedMessage,
  components: readonly string[],
  parameters: string,
): string | BaseRefusal {
  let base = ''
  for (const component of components) {
    const value = component.startsWith('@')
      ? derivedValue(message, component)
      : headerValue(message, component)
    if (typeof value !== 'string') return value
    base += `"${component}": ${value}\n`
  }
  return `${base}"@signature-params": ${parameters}`
}

function derivedValue(message: SignedMessage, component: string): string | BaseRefusal {
  if (component === '@method') return message.method
  if (component === '@target-uri') return message.targetUri
  const url = URL.parse(message.targetUri)
  const value = url && partOf(url, component)
  return value ?? { refusal: 'unsupportedComponent', component }
}

function partOf(url: URL, component: string): string | undefined {
  switch (component) {
    case '@authority':
      return url.host
    case '@scheme':
      return url.protocol.slice(0, -1)
    case '@path':
      return url.pathname
    case '@query':
      return url.search || '?'
    default:
      return undefined
  }
}

function headerValue(message: SignedMessage, header: string): string | BaseRefusal {
  const value = message.headers[header]
  if (value === undefined) return { refusal: 'missingHeader', header }
  return typeof value === 'string' ? value.trim() : value.map((line) => line.trim()).join(', ')
}
