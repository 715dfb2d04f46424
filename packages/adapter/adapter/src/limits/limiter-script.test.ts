import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemRandom } from '@kivuko/random'
import fc from 'fast-check'
import { type RedisLink, redisScript } from '../cache/redis-link.ts'
import { noRedis, openTestLink, startTestRedis } from '../cache/test-redis-server.ts'
import { limitWindows } from './limit-windows.ts'
import { SPEND } from './limiter-script.ts'
import { slotMsOf } from './sliding-log.ts'
import { sharedLogModel } from './test-shared-log.ts'

const skip = noRedis
const redis = skip === false ? await startTestRedis() : undefined
// A machine that has much else to do is no reason for Redis to be given up here.
const link = redis && (await openTestLink({ ...redis.options, commandTimeoutMs: 30_000 }))
after(async () => {
  await link?.[Symbol.asyncDispose]()
  await redis?.[Symbol.asyncDispose]()
})

const hourMs = 3_600_000

/** The script, but the time is what the test says: nothing ends by Redis's own clock either. */
const timed = redisScript(
  SPEND.source
    .replace("redis.call('TIME')", "redis.call('LRANGE', KEYS[1] .. ':time', 0, -1)")
    .replaceAll("redis.call('PEXPIRE', ", "redis.call('EXISTS', "),
)

const figure = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined })
const fraction = fc.double({ min: 0.01, max: 1, noNaN: true })
const terms = fc.record(
  {
    perSecond: fc.oneof(figure, fraction),
    perMinute: fc.oneof(figure, fraction),
    perHour: figure,
    perDay: figure,
    perMonth: figure,
  },
  { requiredKeys: [] },
)
const step = fc.record({
  cost: fc.integer({ min: 0, max: 6 }),
  replica: fc.nat(2),
  afterMs: fc.oneof(fc.nat(3), fc.nat(1_500), fc.nat(90_000), fc.nat(2 * hourMs)),
  /** Whether the caller comes back when it was told to, and a millisecond before. */
  comesBack: fc.boolean(),
  event: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('restarts', 'alone', 'forgets', 'back', 'far back', 'ahead'),
    },
  ),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

interface Replica {
  name: string
  alone: number
  own: number
}

test('the script does what its model does, in every window, on any clock', { skip }, async () => {
  let names = 0
  const replicaOf = (): Replica => ({ name: `r${(names += 1)}`, alone: 0, own: 0 })
  await fc.assert(
    fc.asyncProperty(terms, fc.array(step, { maxLength: 40, size: 'max' }), async (plan, steps) => {
      const known = Object.entries(plan).filter(([, value]) => value !== undefined)
      const pair = twins(Object.fromEntries(known))
      const replicas = [replicaOf(), replicaOf(), replicaOf()]
      for (const each of steps) {
        await befall(each, { pair, replicas, replicaOf })
        const replica = replicas[each.replica]!
        pair.pass(each.afterMs)
        const [isTaken, waitMs = 0] = await pair.spend(each.cost, replica)
        if (isTaken === 1) replica.own += each.cost
        if (isTaken === 1 || waitMs < 1 || !each.comesBack) continue
        // Told to wait until then, and alone: there is room then, and not a millisecond before.
        pair.pass(waitMs - 1)
        assert.equal((await pair.spend(each.cost, replica))[0], 0, 'room before it was told')
        pair.pass(1)
        assert.equal((await pair.spend(each.cost, replica))[0], 1, 'no room when it was told')
        replica.own += each.cost
      }
    }),
    { numRuns: 120 },
  )
})

/** What happens to a replica, to the server or to its clock before a step. */
async function befall(
  { event, cost, replica }: Step,
  world: { readonly pair: Twins; readonly replicas: Replica[]; readonly replicaOf: () => Replica },
): Promise<void> {
  const { pair, replicas, replicaOf } = world
  const it = replicas[replica]!
  if (event === 'restarts') replicas[replica] = replicaOf()
  if (event === 'alone') {
    it.alone += cost
    it.own += cost
  }
  if (event === 'forgets') await pair.forget()
  if (event === 'back') pair.pass(-700)
  if (event === 'far back') pair.pass(-30 * hourMs)
  if (event === 'ahead') pair.pass(hourMs)
}

interface Twins {
  pass(ms: number): void
  forget(): Promise<void>
  /** Asks both, and compares; gives the reply. */
  spend(cost: number, replica: Replica): Promise<readonly number[]>
}

function twins(plan: Parameters<typeof limitWindows>[0]): Twins {
  const model = sharedLogModel()
  const server: RedisLink | undefined = link
  if (server === undefined) throw new Error('there is no Redis')
  const windows = limitWindows(plan)
  let scope = systemRandom.uuid()
  let nowMs = 1_800_000_000_000
  const names = ['meta', 'replicas', 'pause']
  return {
    pass: (ms) => {
      nowMs += ms
    },
    forget: async () => {
      scope = systemRandom.uuid()
      model.forget()
    },
    spend: async (cost, { name, alone, own }) => {
      const all = [...names, `told:${name}`, ...windows.map(({ windowMs }) => windowMs)]
      const keys = all.map((each) => `limit:${scope}:${each}`)
      const figures = windows.flatMap((each) => {
        return [each.windowMs, each.limit, slotMsOf(each), own]
      })
      const args = [cost, name, 20_000, 60_000, 0, alone, ...figures]
      const timeKey = `${keys[0]}:time`
      const time = [Math.floor(nowMs / 1_000), (nowMs % 1_000) * 1_000].map(String)
      await server.command(['DEL', timeKey])
      await server.command(['RPUSH', timeKey, ...time])
      const reply = await server.script(timed, { keys, args })
      assert.deepEqual(reply, model.run(args, nowMs))
      return reply
    },
  }
}
