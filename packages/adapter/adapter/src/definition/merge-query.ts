import type { FieldSpec } from './field.ts'

type Raw = Readonly<Record<string, unknown>>

/**
 * `data` with the values of a query string over it, whichever of its names a parameter has in
 * either. Texts of the query become what the parameter is: numbers as JavaScript's `Number` reads
 * them (nothing is 0, `0x10` is 16, `007` is 7), `true` and `false` flags.
 */
export function mergeQueryInto(
  raw: Raw,
  {
    query,
    specs,
  }: { readonly query: URLSearchParams; readonly specs: Readonly<Record<string, FieldSpec>> },
): Raw {
  const merged = new Map(Object.entries(raw))
  for (const name of new Set(query.keys())) {
    const [canonical, spec] = findSpec(specs, name)
    const inQuery = new Set(query.keys())
    if (spec !== undefined) {
      for (const other of [canonical, ...spec.aliases]) {
        if (!inQuery.has(other)) merged.delete(other)
      }
    }
    merged.set(name, convert(query.getAll(name), spec))
  }
  return Object.fromEntries(merged)
}

function findSpec(
  specs: Readonly<Record<string, FieldSpec>>,
  name: string,
): readonly [string, FieldSpec | undefined] {
  const entry = Object.entries(specs).find(
    ([canonical, { aliases }]) => canonical === name || aliases.includes(name),
  )
  return entry ?? [name, undefined]
}

function convert(texts: readonly string[], spec: FieldSpec | undefined): unknown {
  if (spec?.kind === 'list') return texts.map((text) => convertOne(text, spec.item))
  return texts.length === 1
    ? convertOne(texts[0] ?? '', spec)
    : texts.map((text) => convertOne(text, spec))
}

function convertOne(text: string, spec: FieldSpec | undefined): unknown {
  if (spec?.kind === 'number') return Number(text)
  if (spec?.kind === 'flag' && text === 'true') return true
  if (spec?.kind === 'flag' && text === 'false') return false
  return text
}
