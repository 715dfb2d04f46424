import type { HttpClient } from '@kivuko/http'
import { Secret } from '@kivuko/log'
import type { Clock } from '@kivuko/clock'
import type { AskAdapter, OtherAdapters } from './ask-adapter.ts'
import { askOverHttp } from './ask-over-http.ts'

/**
 * Other adapters, in this process where they are given, otherwise where `PREFIX_ADAPTER_URL` says,
 * PREFIX being the name in upper case with underscores.
 */
export function createOtherAdapters(options: {
  readonly clock: Clock
  readonly http: HttpClient
  /** In this process, by name. */
  readonly inProcess?: ReadonlyMap<string, AskAdapter>
  /** Addresses by prefix: `COINGECKO`, from `COINGECKO_ADAPTER_URL`. */
  readonly urls?: ReadonlyMap<string, string | Secret>
  readonly timeoutMs: number
}): OtherAdapters {
  const { clock, http, inProcess, timeoutMs, urls } = options
  return (name) => {
    const near = inProcess?.get(name.toLowerCase()) ?? inProcess?.get(name)
    if (near !== undefined) return near
    const url = urls?.get(adapterPrefix(name))
    if (url === undefined) return undefined
    return (ask, signal) => {
      return askOverHttp({ clock, http, name, url: revealed(url), timeoutMs }, ask, signal)
    }
  }
}

/** The prefix of an adapter's variables: `coin-gecko` is `COIN_GECKO`. */
function adapterPrefix(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')
}

function revealed(url: string | Secret): string {
  return url instanceof Secret ? url.reveal() : url
}
