import type { Log } from '@kivuko/log'
import type { RateBook } from './rate-book.ts'

/** Names in one line: a node's tenants may make any number of assets. */
const NAMES_MAX = 100

/** Logs between which assets there are rates, and once for each name, to what no market leads. */
export function tellUnrouted(log: Log): (book: RateBook) => void {
  let told: ReadonlySet<string> = new Set()
  return ({ assets, pairs, strangers, unrouted }) => {
    log.info('there are rates between other assets now', {
      assets: assets.slice(0, NAMES_MAX),
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
