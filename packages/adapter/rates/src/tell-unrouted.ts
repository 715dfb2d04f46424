import type { Log } from '@kivuko/log'
import type { RateBook } from './rate-book.ts'

/** Names in one line: a node's tenants may make any number of assets. */
const NAMES_MAX = 100

/** Logs which assets are needed, and once for each name, to what no market leads. */
export function tellUnrouted(log: Log): (book: RateBook) => void {
  let told: ReadonlySet<string> = new Set()
  return ({ needed, pairs, strangers, unrouted }) => {
    log.info("rates are made for the node's assets", {
      assets: needed.slice(0, NAMES_MAX),
      pairs: pairs.size,
    })
    const names = new Set([...strangers, ...unrouted.map((ends) => ends.join('/'))])
    const news = [...names].filter((name) => !told.has(name))
    if (news.length > 0) {
      log.warn('no market of the configuration leads there: these have no rates', {
        unrouted: news.slice(0, NAMES_MAX),
      })
    }
    told = names
  }
}
