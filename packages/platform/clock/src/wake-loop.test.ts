import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createWakeLoop, type WakeLoop } from './wake-loop.ts'

interface Scene {
  readonly clock: FakeClock
  readonly errors: unknown[]
  runs: number
}

function createScene(
  next: () => number | undefined,
  work: (scene: Scene, loop: () => WakeLoop) => Promise<void> = async () => {},
) {
  const scene: Scene = { clock: createFakeClock(), errors: [], runs: 0 }
  const { clock, errors } = scene
  const loop: WakeLoop = createWakeLoop({
    clock,
    idleMsMax: 10_000,
    async work() {
      scene.runs += 1
      // The first run begins while the loop is made.
      await Promise.resolve()
      await work(scene, () => loop)
      return next()
    },
    onError: (error) => errors.push(error),
  })
  return { scene, loop }
}

describe('a loop of work', () => {
  it('runs at once, when woken, when due, and after its idle time at the latest', async () => {
    let dueMs: number | undefined
    const { scene, loop } = createScene(() => dueMs)
    await scene.clock.advance(0)
    assert.equal(scene.runs, 1)
    loop.wake()
    await scene.clock.advance(0)
    assert.equal(scene.runs, 2)
    dueMs = scene.clock.now() + 13_000
    await scene.clock.advance(10_000)
    assert.equal(scene.runs, 3)
    await scene.clock.advance(2_999)
    assert.equal(scene.runs, 3)
    dueMs = undefined
    await scene.clock.advance(1)
    assert.equal(scene.runs, 4)
    await loop[Symbol.asyncDispose]()
  })

  it('runs once more when it was woken while it ran, however often', async () => {
    const { scene, loop } = createScene(
      () => undefined,
      async ({ runs }, self) => {
        if (runs === 1) for (let times = 0; times < 5; times += 1) self().wake()
      },
    )
    await scene.clock.advance(0)
    assert.equal(scene.runs, 2)
    await loop[Symbol.asyncDispose]()
  })

  it('rests after each run, however often it is woken', async () => {
    const clock = createFakeClock()
    let runs = 0
    const loop = createWakeLoop({
      clock,
      idleMsMax: 10_000,
      restMs: 50,
      async work() {
        runs += 1
        return undefined
      },
      onError: () => assert.fail(),
    })
    await clock.advance(0)
    for (let times = 0; times < 100; times += 1) {
      loop.wake()
      await clock.advance(1)
    }
    assert.equal(runs, 3)
    await loop[Symbol.asyncDispose]()
  })

  it('goes on after a failure', async () => {
    const { scene, loop } = createScene(
      () => undefined,
      async ({ runs }) => {
        if (runs === 1) throw new Error('no database')
      },
    )
    await scene.clock.advance(10_000)
    assert.equal(scene.errors.length, 1)
    assert.equal(scene.runs, 2)
    await loop[Symbol.asyncDispose]()
  })

  it('ends when it is closed, after the run that it is at', async () => {
    let isOver = false
    const { scene, loop } = createScene(
      () => undefined,
      async ({ clock }) => {
        await clock.sleep(100)
        isOver = true
      },
    )
    await scene.clock.advance(50)
    const closing = loop[Symbol.asyncDispose]()
    await scene.clock.advance(500)
    await closing
    assert.equal(isOver, true)
    assert.equal(scene.clock.pendingTimers(), 0)
    loop.wake()
    await scene.clock.advance(60_000)
    assert.equal(scene.runs, 1)
  })
})
