/**
 * The token of an `Authorization: GNAP <token>` header (RFC 9635 section 7.2); undefined for any
 * other.
 */
export function gnapToken(header: string | undefined): string | undefined {
  const matched = header === undefined ? null : /^GNAP +([!-~]{1,256})$/i.exec(header)
  return matched?.[1]
}
