import type { Clock } from '@kivuko/clock'
import { type HttpClient, HttpRequestError } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { callableUrl, jwksUrl } from '@kivuko/open-payments'
import { parseJwks, type VerificationKey } from '@kivuko/signatures'
import { z } from 'zod'

import type { ClientKeys } from './client-keys.ts'

/** How long a key may be believed in after its client has withdrawn it. */
export const clientKeysAgeMsMax = 30_000

/** A key that is not among those known is looked for again, but not more often than this. */
export const clientKeysRetryMs = 1_000

/** Clients whose keys are remembered; beyond it the oldest go. */
const clientKeysRememberedMax = 1_000

/** A user is waiting: a client that takes longer is taken for one that is not there. */
const fetchTimeoutMs = 5_000

/** Room for hundreds of keys. */
const documentBytesMax = 131_072

type Keys = ReadonlyMap<string, VerificationKey>

interface Remembered {
  readonly askedAtMs: number
  /** Undefined when the client could not be reached or answered something else. */
  readonly keys: Promise<Keys | undefined>
}

/** Reads keys and names from the clients' wallet addresses, and remembers the keys for a while. */
export function createHttpClientKeys(options: {
  readonly http: HttpClient
  readonly clock: Clock
  readonly log: Log
  /** Whether https ids are called over http, as nodes in development are. */
  readonly useHttp: boolean
}): ClientKeys {
  const remembered = new Map<string, Remembered>()
  const ask = (walletAddress: string): Remembered => {
    const keys = fetchKeys(options, walletAddress)
    const asked = { askedAtMs: options.clock.monotonicMs(), keys }
    remembered.delete(walletAddress)
    remembered.set(walletAddress, asked)
    const [oldest] = remembered.keys()
    if (remembered.size > clientKeysRememberedMax && oldest !== undefined) remembered.delete(oldest)
    return asked
  }
  return {
    find: async ({ walletAddress, keyId }) => {
      const known = remembered.get(walletAddress)
      const ageMs = known ? options.clock.monotonicMs() - known.askedAtMs : Number.POSITIVE_INFINITY
      const keys = ageMs < clientKeysAgeMsMax ? await known?.keys : undefined
      const key = keys?.get(keyId)
      if (key || ageMs < clientKeysRetryMs) return key
      // Others may have asked while this one waited.
      const latest = remembered.get(walletAddress)
      const asked = latest && latest !== known ? latest : ask(walletAddress)
      return (await asked.keys)?.get(keyId)
    },
    publicName: async (walletAddress) => {
      const document = await fetchJson(options, walletAddress)
      return walletSchema.safeParse(document).data?.publicName
    },
  }
}

/** Only what is needed of it: what else a wallet says is between it and the client. */
const walletSchema = z.object({ publicName: z.string().min(1).max(256) })

interface Fetching {
  readonly http: HttpClient
  readonly log: Log
  readonly useHttp: boolean
}

async function fetchKeys(fetching: Fetching, walletAddress: string): Promise<Keys | undefined> {
  return parseJwks(await fetchJson(fetching, jwksUrl(walletAddress)))
}

/** A JSON document of another server; undefined when there is none to be had. */
async function fetchJson({ http, log, useHttp }: Fetching, id: string): Promise<unknown> {
  const url = callableUrl(id, { useHttp })
  const headers = { accept: 'application/json' }
  const limits = { timeoutMs: fetchTimeoutMs, maxBodyBytes: documentBytesMax }
  try {
    const { status, body } = await http.request({ method: 'GET', url, headers, ...limits })
    if (status === 200) return JSON.parse(body.toString()) as unknown
    log.debug('a client does not publish what it should', { url, status })
  } catch (err) {
    if (!(err instanceof HttpRequestError) && !(err instanceof SyntaxError)) throw err
    log.debug('a client cannot be read', { url, err })
  }
  return undefined
}
