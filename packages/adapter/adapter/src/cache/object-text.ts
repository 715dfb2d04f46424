/**
 * The text that object-hash 2.2.0 digests for a JSON value, which cache keys of existing
 * installations are made of.
 *
 * | value | text |
 * |---|---|
 * | object | `object:<n>:`, then for each key in order of code units: key, `:`, value, `,` |
 * | array | `array:<n>:`, then the elements |
 * | text | `string:<length in UTF-16 units>:<text>` |
 * | number, flag, null | `number:<text>`, `bool:<text>`, `Null` |
 *
 * Keys in `ignored` count nowhere, at any depth; neither do those whose value is undefined. Throws
 * a RangeError on nesting deeper than any parameter, and a TypeError on what is not JSON.
 */
export function objectText(value: unknown, ignored: ReadonlySet<string>): string {
  return valueText(value, { ignored, depth: 0 })
}

/** Deeper than parameters nest, and far less than the stack bears. */
const DEPTH_MAX = 100

interface Place {
  readonly ignored: ReadonlySet<string>
  readonly depth: number
}

function valueText(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'string':
      return `string:${value.length}:${value}`
    case 'number':
      return `number:${value}`
    case 'boolean':
      return value ? 'bool:true' : 'bool:false'
    case 'object':
      return value === null ? 'Null' : nestedText(value, deeper(place))
    default:
      throw new TypeError(`No JSON value, and no part of a key: ${typeof value}`)
  }
}

function nestedText(value: object, place: Place): string {
  if (!Array.isArray(value)) return membersText(value, place)
  let text = `array:${value.length}:`
  for (const element of value) text += valueText(element, place)
  return text
}

function membersText(value: object, place: Place): string {
  const members = value as Readonly<Record<string, unknown>> // own enumerable members are all read
  let count = 0
  let text = ''
  // The default order is that of UTF-16 code units, which the scheme asks for.
  for (const key of Object.keys(members).sort()) {
    const member = members[key]
    if (member === undefined || place.ignored.has(key)) continue
    count += 1
    text += `string:${key.length}:${key}:${valueText(member, place)},`
  }
  return `object:${count}:${text}`
}

function deeper({ ignored, depth }: Place): Place {
  if (depth === DEPTH_MAX) throw new RangeError('Parameters are nested too deeply for a key')
  return { ignored, depth: depth + 1 }
}
