/**
 * Nesting beyond which a value is not written: deep enough for any request, shallow enough for the
 * stack.
 */
export const canonicalDepthMax = 128

/**
 * The canonical JSON text of a value (RFC 8785): members sorted by UTF-16 code units, no spaces,
 * numbers and strings as ECMAScript writes them. Members that are `undefined` are left out.
 * Throws on what JSON has no form for (bigint, function, NaN, infinity) and on values nested deeper
 * than `canonicalDepthMax`.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

/**
 * Whether a value is nested deeper than `canonicalDepthMax`, so that `canonicalJson` would throw.
 */
export function isNestedTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth >= canonicalDepthMax) return true
  return Object.values(value).some((member) => isNestedTooDeep(member, depth + 1))
}

function write(value: unknown, depth: number): string {
  if (depth > canonicalDepthMax) throw new RangeError('value is nested too deep to canonicalise')
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return writeNumber(value)
    case 'object':
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    default:
      throw new TypeError(`a ${typeof value} has no canonical JSON form`)
  }
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON form`)
  return JSON.stringify(value)
}

function writeArray(items: readonly unknown[], depth: number): string {
  return `[${items.map((item) => write(item ?? null, depth + 1)).join(',')}]`
}

function writeObject(object: object, depth: number): string {
  const members: string[] = []
  const entries = new Map(Object.entries(object))
  for (const name of [...entries.keys()].sort()) {
    const value: unknown = entries.get(name)
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${write(value, depth + 1)}`)
  }
  return `{${members.join(',')}}`
}
