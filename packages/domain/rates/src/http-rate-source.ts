import type { Clock } from '@kivuko/clock'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { parseRateTable } from './parse-rate-table.ts'
import type { RateRefusal, RateSource, RateTable } from './rate-source.ts'

/** How long a rates endpoint may take, from the connection to the last byte. */
export const rateRequestMsMax = 5_000

/** Longest answer that is read. */
export const rateBodyBytesMax = 1_000_000

/** What the source needs. */
export interface HttpRateSourceOptions {
  readonly clock: Clock
  /**
   * The tenant's own endpoint or else the operator's; `undefined` when neither is set. May throw.
   */
  readonly urlOf: (tenantId: string) => Promise<string | undefined>
}

/**
 * Rates from an ASE's endpoint: `GET <url>?base=USD`, answered with 200 and JSON `{base, rates}`.
 * Any other status, a slow or an overlong answer is refused. Close it to close its connections.
 */
export function createHttpRateSource(options: HttpRateSourceOptions): RateSource & AsyncDisposable {
  const dispatcher = new Agent({ maxResponseSize: rateBodyBytesMax })
  return {
    load: async (base, tenantId) => {
      const url = await findUrl(options.urlOf, tenantId)
      if (typeof url !== 'string') return url
      return load({ url, base, dispatcher, clock: options.clock })
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  }
}

async function findUrl(
  urlOf: HttpRateSourceOptions['urlOf'],
  tenantId: string,
): Promise<string | RateRefusal> {
  try {
    const url = await urlOf(tenantId)
    return url ?? { refusal: 'MissingExchangeRatesUrl', detail: 'no exchange rates URL is set' }
  } catch (error) {
    return { refusal: 'FailedToGetExchangeRatesUrl', detail: reason(error) }
  }
}

async function load(request: {
  readonly url: string
  readonly base: string
  readonly dispatcher: Dispatcher
  readonly clock: Clock
}): Promise<RateTable | RateRefusal> {
  const abort = new AbortController()
  const timer = request.clock.after(rateRequestMsMax, () =>
    abort.abort(new Error(`no answer within ${rateRequestMsMax} ms`)),
  )
  try {
    const text = await fetchText(request, abort.signal)
    return typeof text === 'string' ? parseRateTable(text, request.base) : text
  } catch (error) {
    return { refusal: 'CouldNotFetchRates', detail: reason(error) }
  } finally {
    timer.cancel()
  }
}

async function fetchText(
  request: { readonly url: string; readonly base: string; readonly dispatcher: Dispatcher },
  signal: AbortSignal,
): Promise<string | RateRefusal> {
  const url = new URL(request.url)
  url.searchParams.set('base', request.base)
  const response = await request.dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    headers: { accept: 'application/json' },
    signal,
  })
  if (response.statusCode === 200) return response.body.text()
  await response.body.dump()
  return { refusal: 'CouldNotFetchRates', detail: `status ${response.statusCode}` }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
