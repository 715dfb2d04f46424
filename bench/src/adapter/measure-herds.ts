import type { Environment } from '@kivuko/config'
import { waitFor } from '@kivuko/testing'
import { request } from 'undici'
import { percentiles } from '../drive-load.ts'
import { type Measurement, nearlyAllWithinMs, oneCallUpstream } from '../measurement.ts'
import type { AdapterGround } from './adapter-ground.ts'
import { coinOf, countFrom } from './coins.ts'
import { startRedisServer } from './redis-server.ts'
import { startAdapter } from './start-adapter.ts'

/** Requests for the same coin, each on a connection of its own. */
const herdSize = 500

/** Herds of a row, one after the other, each for another coin. */
const herdsCount = 3

/** What the provider takes. */
const providerTimesMs = [50, 500, 1_600] as const

/** What an answer may take beyond that. */
const beyondMsMax = 300

/** How long a replica may take to find its Redis. */
const partsMsMax = 20_000

/** In which a second call would have come. */
const settleMs = 100

/** Many who want the same at once, which nobody has asked for yet: of one process, and of three. */
export async function* measureHerds(at: AdapterGround): AsyncIterable<Measurement> {
  const { ground } = at
  const settings = { RATE_LIMIT_API_TIER: 'large' }
  const one = await startReplicas(at, { names: ['herd'], settings })
  for (const providerMs of providerTimesMs) yield await measureHerd(at, { urls: one, providerMs })
  const redis = await startRedisServer(ground.folder)
  if (redis === undefined) {
    ground.say('Without herds on replicas: there is no redis-server in the PATH')
    return
  }
  ground.own(redis)
  const three = await startReplicas(at, {
    names: ['replica-1', 'replica-2', 'replica-3'],
    settings: {
      ...settings,
      CACHE_TYPE: 'redis',
      CACHE_REDIS_PORT: String(redis.port),
      CACHE_KEY_GROUP: 'bench',
    },
  })
  for (const providerMs of providerTimesMs) yield await measureHerd(at, { urls: three, providerMs })
}

async function startReplicas(
  { adapter, ground, provider }: AdapterGround,
  { names, settings }: { names: readonly string[]; settings: Environment },
): Promise<readonly string[]> {
  const urls: string[] = []
  for (const name of names) {
    const options = { name, providerUrl: provider.url, settings }
    const { url } = await startAdapter(ground, adapter, options)
    // It answers before it has its Redis.
    await waitFor(() => hasAllParts(url), { what: `all parts of ${name}`, timeoutMs: partsMsMax })
    urls.push(url)
  }
  return urls
}

async function hasAllParts(url: string): Promise<boolean> {
  const { body } = await request(`${url}ready`)
  return (await body.text()).includes('"status":"ready"')
}

async function measureHerd(
  at: AdapterGround,
  { urls, providerMs }: { urls: readonly string[]; providerMs: number },
): Promise<Measurement> {
  at.provider.take(providerMs)
  const herds = []
  for (const coin of countFrom(firstCoin(urls.length, providerMs), herdsCount)) {
    herds.push(await sendHerd(at, urls, coin))
  }
  const firstError = herds.find((herd) => herd.firstError !== undefined)?.firstError
  const layout = urls.length === 1 ? '' : '-shared'
  return {
    name: `adapter-herd-${providerMs}ms${layout}`,
    concurrency: herdSize,
    ...percentiles(herds.flatMap(({ tookMs }) => tookMs)),
    upstreamCalls: Math.max(...herds.map(({ calls }) => calls)),
    errors: herds.reduce((sum, { errors }) => sum + errors, 0),
    ...(firstError !== undefined && { firstError }),
    bars: [oneCallUpstream, nearlyAllWithinMs(providerMs + beyondMsMax)],
  }
}

/** Other coins for each row. */
function firstCoin(processes: number, providerMs: number): number {
  return 20_000 * processes + providerMs
}

/** Whatever the machine does, a herd that leads to more than one call is an error. */
async function sendHerd(
  { ground, provider, generator }: AdapterGround,
  urls: readonly string[],
  coin: number,
) {
  const coins = Array.from({ length: herdSize }, () => coin)
  const { tookMs, errors, firstError } = await generator.askOnce({
    urls,
    connections: herdSize,
    coins,
  })
  await ground.clock.sleep(settleMs)
  const calls = provider.callsFor(coinOf(coin)).count
  const isOne = calls === 1
  return {
    tookMs: tookMs.filter((ms) => !Number.isNaN(ms)),
    calls,
    errors: errors + (isOne ? 0 : 1),
    firstError: firstError ?? (isOne ? undefined : `the provider was asked ${calls} times`),
  }
}
