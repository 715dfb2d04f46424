import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSeededRandom } from '@kivuko/random'
import { createTestDatabase, waitFor } from '@kivuko/testing'
import { packetFateMs } from './outgoing/recover-deliveries.ts'
import type { OutgoingPayment } from './resources.ts'
import { type JumpClock, createJumpClock } from './test-clock.ts'
import { createMortalPostgres } from './test-crash.ts'
import type { LinkFault } from './test-network.ts'
import { createTestNode, expectMade, type TestNode, testMigrations } from './test-node.ts'
import { createTwoNodes, pay, receive } from './test-two-nodes.ts'

/** Jumps until the payment is over: every wait of it must end some day. */
async function untilOver(
  node: TestNode,
  { payment, clock }: { payment: OutgoingPayment; clock: JumpClock },
): Promise<OutgoingPayment> {
  for (let jumps = 0; jumps < 40; jumps += 1) {
    clock.jump(packetFateMs + 65_000)
    const over = await waitFor(
      async () => {
        const now = await node.payments.outgoing.get(payment.id)
        return now !== undefined && now.state !== 'SENDING' && now
      },
      { timeoutMs: 400 },
    ).catch(() => undefined)
    if (over !== undefined) return over
  }
  throw new Error('the payment never ended')
}

/** A dead process waits for its database as long as it is allowed to: not in a test's time. */
async function close(scene: AsyncDisposable, clock: JumpClock): Promise<void> {
  const hurry = setInterval(() => clock.jump(10_000), 20)
  await scene[Symbol.asyncDispose]()
  clearInterval(hurry)
}

interface Accident {
  readonly name: string
  readonly amount: bigint
  readonly maxPacketAmount: bigint
  readonly betaCode: string
  readonly diesAfter: number
  readonly faultOf: (packet: number) => LinkFault | undefined
}

/** The same accidents on every run. */
function accidents(count: number): readonly Accident[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = createSeededRandom(seed + 1)
    const upTo = (max: number): number => Math.floor(random.fraction() * max)
    const faults = Array.from({ length: 30 }, () =>
      [undefined, undefined, 'lost', 'answer-lost'].at(upTo(4)),
    ) as readonly (LinkFault | undefined)[]
    const betaCode = seed % 3 === 2 ? 'EUR' : 'USD'
    const maxPacketAmount = seed % 2 === 0 ? 100n : 10_000n
    const diesAfter = upTo(28)
    const name = `${betaCode}, packets of ${maxPacketAmount}, dies after ${diesAfter} statements`
    const faultOf = (packet: number) => faults[packet]
    return { name, amount: 900n, maxPacketAmount, betaCode, diesAfter, faultOf }
  })
}

describe('a payment whose sender dies, on a link that loses packets and answers', () => {
  for (const accident of accidents(12)) {
    it(`${accident.name}: is delivered once, and the books say so`, async () => {
      const clock = createJumpClock()
      await using database = await createTestDatabase({ sets: testMigrations, poolMax: 20 })
      const mortal = createMortalPostgres(database.postgres)
      const scene = await createTwoNodes({ ...accident, clock, postgres: mortal })
      await using closing = new AsyncDisposableStack()
      closing.defer(() => close(scene, clock))
      const { alpha, beta, network, toBeta } = scene
      const receiver = await receive(scene, accident.amount)
      const payment = await pay(scene, { receiver: receiver.id })
      mortal.dieAfter(accident.diesAfter)
      await waitFor(() => mortal.isDead(), { timeoutMs: 1_000 }).catch(() => undefined)
      mortal.dieAfter(0)
      await using second = await createTestNode({
        host: 'alpha.test',
        clock,
        http: network.http,
        operatorId: alpha.operatorId,
        postgres: database.postgres,
      })
      network.nodes.splice(0, 1, second)
      const [peer] = second.directory.peers()
      second.linkPeer(peer ?? assert.fail(), toBeta)
      const over = await untilOver(second, { payment, clock })
      const arrived = expectMade(await second.payments.receivers.get(receiver.id))
      assert.equal(over.state, 'COMPLETED')
      assert.equal(arrived.receivedAmount.value, accident.amount)
      const sent = over.sentAmount.value
      // Across assets every packet may lose the fraction of a unit.
      if (accident.betaCode === 'USD') assert.equal(sent, accident.amount)
      else assert.ok(sent >= 1_000n && sent <= over.quote.debitAmountMinusFees, `${sent}`)
      const left = over.debitAmount.value - sent
      assert.equal(await second.balance(payment.id), left)
      await second.assertBooks()
      await beta.assertBooks()
    })
  }
})
