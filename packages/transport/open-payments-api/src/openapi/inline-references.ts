/** A JSON object of a document, its members not looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * A part of an OpenAPI document with every `$ref` in it replaced by what it names. Members beside a
 * `$ref` are added to what it names, as the document's authors mean them: `additionalProperties:
 * false` beside a reference closes the referenced object. Throws when a reference leads nowhere.
 */
export function inlineReferences(document: JsonObject, part: unknown): unknown {
  if (Array.isArray(part)) return part.map((item) => inlineReferences(document, item))
  if (!isObject(part)) return part
  const { $ref: reference, ...own } = part
  const members = Object.fromEntries(
    Object.entries(own).map(([name, member]) => [name, inlineReferences(document, member)]),
  )
  if (typeof reference !== 'string') return members
  const named = inlineReferences(document, lookUp(document, reference))
  return isObject(named) ? { ...named, ...members } : named
}

/** Whether a value is an object that is no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Follows a reference within the document: `#/components/schemas/amount`. */
function lookUp(document: JsonObject, reference: string): unknown {
  const segments = reference.replace(/^#\//, '').split('/')
  const found = segments.reduce<unknown>(
    (part, segment) => (isObject(part) ? part[segment] : undefined),
    document,
  )
  if (found === undefined) throw new Error(`${reference} leads nowhere`)
  return found
}
