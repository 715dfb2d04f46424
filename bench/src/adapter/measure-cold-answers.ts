import { percentiles } from '../drive-load.ts'
import { type Measurement, nearlyAllWithinMs } from '../measurement.ts'
import type { AdapterGround } from './adapter-ground.ts'
import { coinOf, countFrom } from './coins.ts'
import { startAdapter } from './start-adapter.ts'

const providerMs = 20

/** The first requests of a process are slow: code is compiled, connections are made. */
const warmUpCoins = countFrom(10_000, 50)

const coldCoins = countFrom(11_000, 200)

/**
 * Answers for coins that nobody has asked for yet, one at a time, with room in the plan: what they
 * take beyond what the provider took for each.
 */
export async function measureColdAnswers(at: AdapterGround): Promise<Measurement> {
  const { ground, provider, generator } = at
  provider.take(providerMs)
  const settings = { RATE_LIMIT_API_TIER: 'large' }
  const options = { name: 'cold', providerUrl: provider.url, settings }
  const adapter = await startAdapter(ground, at.adapter, options)
  const urls = [adapter.url]
  await generator.askOnce({ urls, connections: 1, coins: warmUpCoins })
  const { tookMs, ...asked } = await generator.askOnce({ urls, connections: 1, coins: coldCoins })
  const providerTookMs = coldCoins.map((coin) => provider.callsFor(coinOf(coin)).tookMs[0])
  const beyondMs = tookMs.map((ms, index) => ms - (providerTookMs[index] ?? Number.NaN))
  const rssMb = await adapter.rssMb()
  await adapter.stop()
  return {
    name: 'adapter-cold-answer',
    concurrency: 1,
    ...percentiles(beyondMs.filter((ms) => !Number.isNaN(ms))),
    rssMb,
    ...asked,
    bars: [nearlyAllWithinMs(15)],
  }
}
