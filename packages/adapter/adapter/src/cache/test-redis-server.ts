import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@kivuko/clock'
import { Secret, silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import type { RedisOptions } from './redis-options.ts'
import { openRedisLink, type RedisLink } from './redis-link.ts'

/** Whether a server of our own can be started, which tests that kill it need. */
const hasBinary = spawnSync('redis-server', ['--version']).error === undefined

/** Why tests with a Redis are skipped, or false. */
export const noRedis: string | false =
  hasBinary || process.env['REDIS_URL'] !== undefined
    ? false
    : 'no redis-server in the PATH, and no Redis for tests in REDIS_URL'

/** Why tests that stop and start a Redis are skipped, or false. */
export const noOwnRedis: string | false = hasBinary ? false : 'no redis-server in the PATH'

/** A Redis for one test file. */
export interface TestRedis extends AsyncDisposable {
  readonly options: RedisOptions
  /** SIGSTOP and SIGCONT: it hangs, with its connections open. */
  hang(): void
  goOn(): void
  /** Kills it; `start` brings it back on the same port, empty. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** Times that suit tests. */
export const testTimes = { commandTimeoutMs: 500, connectTimeoutMs: 2_000, reconnectMsMax: 200 }

/** A server of our own, on a free port; the one of REDIS_URL when there is no binary. */
export async function startTestRedis(extra: readonly string[] = []): Promise<TestRedis> {
  if (!hasBinary) return givenRedis()
  const folder = await mkdtemp(join(tmpdir(), 'kivuko-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  let server: ChildProcess | undefined
  const redis: TestRedis = {
    options: { ...testTimes, port },
    hang: () => server?.kill('SIGSTOP'),
    goOn: () => server?.kill('SIGCONT'),
    kill: async () => {
      const ended = server
      server = undefined
      if (ended === undefined) return
      ended.kill('SIGKILL')
      await once(ended, 'exit')
    },
    start: async () => {
      server = spawn('redis-server', [...args, ...extra], { stdio: ['ignore', 'pipe', 'inherit'] })
      for await (const chunk of server.stdout ?? []) {
        if (String(chunk).includes('Ready to accept connections')) break
      }
    },
    [Symbol.asyncDispose]: async () => {
      await redis.kill()
      await rm(folder, { recursive: true })
    },
  }
  await redis.start()
  return redis
}

function givenRedis(): TestRedis {
  const refuse = (): never => {
    throw new Error('not with the Redis of REDIS_URL')
  }
  const url = new Secret(process.env['REDIS_URL'] ?? '')
  const steps = { hang: refuse, goOn: refuse, kill: refuse, start: refuse }
  return { options: { ...testTimes, url }, ...steps, [Symbol.asyncDispose]: async () => undefined }
}

/** A TCP port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened')
  return address.port
}

/** A link that is up. */
export async function openTestLink(options: RedisOptions): Promise<RedisLink> {
  const link = openRedisLink({
    redis: options,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  })
  await until(() => link.isUp())
  return link
}

/** Waits until something holds, for 5 seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 5_000
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${String(holds)}`)
    await sleep(5)
  }
}
