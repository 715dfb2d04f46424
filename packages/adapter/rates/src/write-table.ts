import { createHash } from 'node:crypto'
import type { RateTable } from './rate-book.ts'

/** A table as it is answered. */
export interface WrittenTable {
  /** Names these rates; the same rates have the same id. */
  readonly id: string
  /** JSON in UTF-8: encoded once, however often it is sent. */
  readonly body: Buffer
}

/**
 * `{"base":"USD","rates":{"EUR":0.92},"meta":…}`. The digits of the rates go out as they are:
 * through a JavaScript number they could change. Rates leave what they were made of in `meta`.
 */
export function writeTable({ base, rates, omitted }: RateTable): WrittenTable {
  const members = Array.from(rates, ([code, { text }]) => `${JSON.stringify(code)}:${text}`)
  const head = `"base":${JSON.stringify(base)},"rates":{${members.join(',')}}`
  const id = createHash('sha256').update(head).digest('base64url').slice(0, ID_LENGTH)
  const sources = Object.fromEntries(
    Array.from(rates, ([code, { adapters, atMs, route }]) => {
      return [code, { asOf: new Date(atMs).toISOString(), route, adapters }]
    }),
  )
  const meta = { id, asOf: oldest(rates), sources, omitted: Object.fromEntries(omitted) }
  return { id, body: Buffer.from(`{${head},"meta":${JSON.stringify(meta)}}`) }
}

/** Enough that two tables never share an id by chance. */
const ID_LENGTH = 16

function oldest(rates: RateTable['rates']): string {
  return new Date(Math.min(...Array.from(rates.values(), ({ atMs }) => atMs))).toISOString()
}
