import type { FakeClock } from '@kivuko/clock'
import { RedisDown, type RedisLink, type ScriptInput } from '../cache/redis-link.ts'
import { sharedLogModel } from './test-shared-log.ts'

/** A cost that a limiter was given, at the time at which the shared log took it, or the limiter. */
export interface Admitted {
  readonly replica: number
  readonly atMs: number
  readonly cost: number
}

/** A Redis of a test, in its own time, that runs nothing but the limiter's script. */
export interface TestSharedPlan {
  /** A replica's way to it, up from the beginning where the server is. */
  connect(replica: number): TestPlanLink
  /** It ends, and may forget everything. */
  kill(forgets: boolean): void
  /** It leaves everything unanswered; what was sent is run when it goes on, for nobody. */
  hang(): void
  goOn(): void
  /** What the log took and told, in the order in which it did. */
  readonly admitted: readonly Admitted[]
  /** When what a replica heard last was said; by the time at which it was asked about. */
  heardUntilMs(replica: number, atMs: number): number
}

/** One replica's way. */
export interface TestPlanLink extends RedisLink {
  /** Breaks it, and nobody else's; it is tried again after this. */
  cut(forMs: number): void
}

/** How fast things are. */
export interface TestPlanOptions {
  readonly clock: FakeClock
  /** Each way, a command takes this long. */
  readonly wayMs: () => number
  /** After the server goes on, a replica is back in this time. */
  readonly reconnectMs: () => number
}

const COMMAND_TIMEOUT_MS = 500
const RECONNECT_MS_MAX = 3_000
/** How soon it is noticed that the server is there again. */
const LOOK_MS = 50

interface Server {
  state: 'up' | 'hung' | 'dead'
  pending: (() => void)[]
  readonly links: Set<TestPlanLink>
}

/** A server that is up. */
export function testSharedPlan(options: TestPlanOptions): TestSharedPlan {
  const { clock } = options
  const log = sharedLogModel()
  const server: Server = { state: 'up', pending: [], links: new Set() }
  const admitted: Admitted[] = []
  const heard: { readonly replica: number; readonly atMs: number }[] = []
  const answer = (args: readonly (string | number)[]): Ran => {
    const atMs = clock.monotonicMs()
    return { reply: log.run(args, atMs), atMs, cost: Number(args[0]) }
  }
  return {
    connect: (replica) =>
      new PlanLink(server, {
        ...options,
        answer,
        onReply: ({ atMs, cost, reply }) => {
          heard.push({ replica, atMs })
          if (reply[0] === 1 && cost > 0) admitted.push({ replica, atMs, cost })
        },
      }),
    kill: (forgets) => {
      server.state = 'dead'
      server.pending = []
      if (forgets) log.forget()
      for (const link of server.links) link.cut(0)
    },
    hang: () => {
      server.state = 'hung'
    },
    goOn: () => {
      server.state = 'up'
      for (const run of server.pending.splice(0)) run()
    },
    admitted,
    heardUntilMs: (replica, atMs) => {
      const times = heard.filter((each) => each.replica === replica && each.atMs <= atMs)
      return Math.max(0, ...times.map((each) => each.atMs))
    },
  }
}

interface Ran {
  readonly reply: readonly number[]
  readonly atMs: number
  readonly cost: number
}

interface Connecting extends TestPlanOptions {
  readonly answer: (args: readonly (string | number)[]) => Ran
  readonly onReply: (ran: Ran) => void
}

class PlanLink implements TestPlanLink {
  readonly tried = Promise.resolve()
  readonly backWithinMs = RECONNECT_MS_MAX + 2 * COMMAND_TIMEOUT_MS
  readonly #server: Server
  readonly #options: Connecting
  readonly #upCalls: (() => void)[] = []
  readonly #downCalls: (() => void)[] = []
  #isUp: boolean
  #isClosed = false
  /** Counts connections: what was sent over one that is lost is rejected. */
  #connection = 0

  constructor(server: Server, options: Connecting) {
    this.#server = server
    this.#options = options
    this.#isUp = server.state === 'up'
    server.links.add(this)
  }

  async script(_script: unknown, { args }: ScriptInput): Promise<unknown> {
    const { answer, clock, onReply, wayMs } = this.#options
    const mine = this.#connection
    const check = (): void => {
      if (!this.#isUp || this.#isClosed || mine !== this.#connection) throw new RedisDown()
    }
    check()
    await clock.sleep(wayMs())
    check()
    if (this.#server.state === 'hung') {
      this.#server.pending.push(() => void answer(args))
      await clock.sleep(COMMAND_TIMEOUT_MS)
      check()
      this.cut(0)
      throw new RedisDown()
    }
    const ran = answer(args)
    await clock.sleep(wayMs())
    check()
    onReply(ran)
    return ran.reply
  }

  command(): Promise<unknown> {
    return Promise.resolve(0)
  }

  subscribe(): void {}

  onUp(call: () => void): void {
    this.#upCalls.push(call)
    if (this.#isUp) call()
  }

  onDown(call: () => void): void {
    this.#downCalls.push(call)
  }

  isUp(): boolean {
    return this.#isUp
  }

  cut(forMs: number): void {
    if (!this.#isUp || this.#isClosed) return
    this.#isUp = false
    this.#connection += 1
    for (const call of this.#downCalls) call()
    this.#retry(forMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#server.links.delete(this)
  }

  #retry(forMs: number): void {
    const { clock, reconnectMs } = this.#options
    clock.after(Math.max(forMs, LOOK_MS), () => {
      if (this.#server.state === 'up') clock.after(reconnectMs(), () => this.#connect())
      else this.#retry(0)
    })
  }

  #connect(): void {
    if (this.#isClosed) return
    if (this.#server.state !== 'up') return this.#retry(0)
    this.#isUp = true
    for (const call of this.#upCalls) call()
  }
}
