/**
 * The offered media type that an `Accept` header likes best (RFC 9110 section 12.5.1): by quality,
 * then by the header's order, then by the offer's. Undefined when it likes none.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  offered: readonly Type[],
): Type | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0]
  const ranges = accept.split(',').map(parseRange)
  let best: { readonly type: Type; readonly range: Range } | undefined
  for (const type of offered) {
    const range = mostSpecific(ranges, type)
    if (range === undefined || range.quality === 0) continue
    if (best === undefined || isBetter(range, best.range)) best = { type, range }
  }
  return best?.type
}

interface Range {
  readonly range: string
  readonly quality: number
  /** Its place in the header. */
  readonly index: number
}

function parseRange(text: string, index: number): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { range, quality: quality === undefined ? 1 : Number(quality) || 0, index }
}

function mostSpecific(ranges: readonly Range[], type: string): Range | undefined {
  const family = `${type.slice(0, type.indexOf('/'))}/*`
  const find = (wanted: string): Range | undefined => ranges.find(({ range }) => range === wanted)
  return find(type) ?? find(family) ?? find('*/*')
}

function isBetter(one: Range, other: Range): boolean {
  return one.quality === other.quality ? one.index < other.index : one.quality > other.quality
}
