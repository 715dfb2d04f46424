import pg from 'pg'

type Parse = (text: string) => unknown

const INTEGRAL = /^-?\d+$/

/**
 * The text form of every array type reads alike, so the driver's parser for `text[]` (1009) fits
 * them all. The driver has it, but its list of types knows no arrays.
 */
const TEXT_ARRAY_OID = 1009 as Parameters<typeof pg.types.getTypeParser>[0]

const PARSERS: ReadonlyMap<number, Parse> = new Map([
  [20, BigInt], // int8
  [1016, arrayOf(BigInt)], // int8[]
  [1700, exactNumber], // numeric
  [1231, arrayOf(exactNumber)], // numeric[]
  // The driver reads these two in the time zone of the machine, which makes another day of them.
  [1082, asText], // date
  [1114, asText], // timestamp without time zone
])

/** How columns become values: exact, or left as text. See `Row`. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): Parse => {
    const own = format === 'text' ? PARSERS.get(oid) : undefined
    return own ?? (pg.types.getTypeParser(oid, format) as Parse)
  },
}

/** Never a float: an amount of 20 digits would lose its last ones. */
function exactNumber(text: string): bigint | string {
  return INTEGRAL.test(text) ? BigInt(text) : text
}

function asText(text: string): string {
  return text
}

function arrayOf(parse: Parse): Parse {
  const parseTexts = pg.types.getTypeParser(TEXT_ARRAY_OID, 'text') as Parse
  const parseEach = (entry: unknown): unknown => {
    if (Array.isArray(entry)) return entry.map(parseEach)
    return typeof entry === 'string' ? parse(entry) : entry
  }
  return (text) => parseEach(parseTexts(text))
}
