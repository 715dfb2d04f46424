import type { BareCall } from './bare-call.ts'
import { driveLoad } from './drive-load.ts'
import type { Ground } from './ground.ts'
import type { KivukoNode } from './kivuko-node.ts'
import { atLeastPerSec, type Bar, type Measurement, medianWithinMs } from './measurement.ts'
import { pay, type PaymentPlan } from './pay.ts'
import { startBarePayments } from './start-bare-payments.ts'

/** Payments under way at once in the headline, as many connections as the wallet has at most. */
export const paymentsAtOnceMax = 50

const concurrencies = [1, 10, paymentsAtOnceMax] as const

/** Measures payments at 1, 10 and 50 at once, and the bare programs beside them. */
export async function* measurePayments(
  ground: Ground,
  options: {
    name: string
    plan: PaymentPlan
    /** The sender's, and the receiver's if that is another. */
    nodes: readonly [KivukoNode, KivukoNode?]
    bare: { payment: readonly BareCall[]; programs: 1 | 2 }
    perSecMin: number
    p50MsMax: number
  },
): AsyncIterable<Measurement> {
  const { name, plan, nodes } = options
  const { clock, measureMs } = ground
  const connections = paymentsAtOnceMax
  await using bare = await startBarePayments(ground, { ...options.bare, connections })
  const bars: Readonly<Record<number, readonly Bar[]>> = {
    1: [medianWithinMs(options.p50MsMax)],
    [paymentsAtOnceMax]: [atLeastPerSec(options.perSecMin)],
  }
  for (const concurrency of concurrencies) {
    const timing = { clock, concurrency, warmUpMs, measureMs }
    const { completed: _, ...found } = await driveLoad({ ...timing, task: () => pay(plan) })
    const rssMb = await nodes[0].rssMb()
    const limit = await driveLoad({ ...timing, task: () => bare.pay() })
    const limitPerSec = limit.perSec
    for (const node of nodes) await node?.checkBooks()
    yield { name, concurrency, ...found, rssMb, limitPerSec, bars: bars[concurrency] ?? [] }
  }
}

/** The first payments of a process are slow: code is compiled, caches fill. */
const warmUpMs = 2_000
