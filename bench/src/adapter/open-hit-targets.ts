import { waitFor } from '@kivuko/testing'
import { request } from 'undici'
import type { AdapterGround } from './adapter-ground.ts'
import { coinOf, countFrom } from './coins.ts'
import type { AdapterProgram } from './adapter-program.ts'
import { startAdapter } from './start-adapter.ts'
import { startBareAdapter } from './start-bare-adapter.ts'

/** A server that has all the prices that it is asked for. */
export interface HitTarget {
  readonly url: string
  readonly coins: readonly number[]
  /** Resident memory; undefined where nobody wants to know it. */
  readonly rssMb?: () => Promise<number>
}

/** All that hits are measured on. */
export interface HitTargets {
  readonly adapter: HitTarget
  /** The same with many keys, all of them kept fresh. */
  readonly manyKeys: HitTarget
  /** The same, to be measured after many requests. */
  readonly veteran: HitTarget
  /** What it is compared with. */
  readonly framework: HitTarget | undefined
  /** One constant answer. */
  readonly bare: HitTarget
}

const oneCoin = countFrom(0, 1)
const manyCoins = countFrom(0, 1_000)

/** What the provider takes while hits are measured. */
const providerMs = 5

/** Connections over which caches are filled. */
const fillConnections = 20

/** The other framework answers 504 until its first round is over. */
const fillMsMax = 60_000

/** Starts them, each in a process of its own, and has them fetch their prices. */
export async function openHitTargets(at: AdapterGround): Promise<HitTargets> {
  const { framework } = at
  at.provider.take(providerMs)
  const open = async (program: AdapterProgram, plan: HitPlan): Promise<HitTarget> => {
    const { name, tier, coins } = plan
    const settings = { RATE_LIMIT_API_TIER: tier }
    const options = { name, providerUrl: at.provider.url, settings }
    const { url, rssMb } = await startAdapter(at.ground, program, options)
    await waitFor(() => knowsAll(at, { url, coins }), {
      what: `${program.name} to have its prices`,
      timeoutMs: fillMsMax,
    })
    return { url, coins, rssMb }
  }
  const one: HitPlan = { name: 'one-key', tier: 'small', coins: oneCoin }
  const adapter = await open(at.adapter, one)
  return {
    adapter,
    veteran: await open(at.adapter, { ...one, name: 'veteran' }),
    manyKeys: await open(at.adapter, { name: 'many-keys', tier: 'large', coins: manyCoins }),
    framework: framework === undefined ? undefined : await open(framework, one),
    bare: {
      url: await startBareAdapter(at.ground, await answerOf(adapter.url)),
      coins: oneCoin,
    },
  }
}

/** With what an adapter is started, and what it is asked for. */
interface HitPlan {
  readonly name: string
  /** `small` is 60 calls a minute, `large` enough for all that is to be kept fresh. */
  readonly tier: 'small' | 'large'
  readonly coins: readonly number[]
}

async function knowsAll(
  { generator }: AdapterGround,
  { url, coins }: { url: string; coins: readonly number[] },
): Promise<boolean> {
  const connections = Math.min(fillConnections, coins.length)
  const { errors, firstError } = await generator.askOnce({ urls: [url], connections, coins })
  if (errors > 0) throw new Error(firstError)
  return true
}

async function answerOf(url: string): Promise<string> {
  const { body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: '1', data: { base: coinOf(oneCoin[0] ?? 0), quote: 'USD' } }),
  })
  return await body.text()
}
