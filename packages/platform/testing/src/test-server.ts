import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock } from '@kivuko/clock'
import { KEEPER_SOCKET } from './test-server-names.ts'

/** A share in the test server. It runs for as long as somebody holds one, and a little longer. */
export interface TestServerShare extends AsyncDisposable {
  /** The URL of the server's database `postgres`. */
  readonly adminUrl: string
}

/** A machine that has much else to do makes the server within this time. */
const JOIN_MS_MAX = 60_000
const RETRY_MS = 25
/** A keeper that lost the race for the folder is gone by then, and another one may try. */
const SPAWN_INTERVAL_MS = 1_000

const HASH_CHARACTERS = 16

/**
 * Joins the test server of this checkout and user, an embedded Postgres of its own without fsync.
 * The first to come starts a keeper for it, a process that stops it when the last connection to the
 * keeper has been closed: the kernel closes those of processes that are killed, too.
 */
export async function joinTestServer(clock: Clock = systemClock): Promise<TestServerShare> {
  const folder = await makeFolder()
  const untilMs = clock.monotonicMs() + JOIN_MS_MAX
  for (let spawnedMs = Number.NEGATIVE_INFINITY; ; ) {
    const share = await askKeeper(join(folder, KEEPER_SOCKET))
    if (share !== undefined) return share
    const nowMs = clock.monotonicMs()
    if (nowMs >= untilMs) throw new Error(`no test server within ${JOIN_MS_MAX} ms: see ${folder}`)
    if (nowMs >= spawnedMs + SPAWN_INTERVAL_MS) {
      spawnKeeper(folder)
      spawnedMs = nowMs
    }
    await clock.sleep(RETRY_MS)
  }
}

async function makeFolder(): Promise<string> {
  const checkout = fileURLToPath(new URL('../../../../', import.meta.url))
  const hash = createHash('sha256').update(`${process.getuid?.()}:${checkout}`).digest('hex')
  const folder = join(tmpdir(), `kivuko-test-${hash.slice(0, HASH_CHARACTERS)}`)
  await mkdir(folder, { recursive: true, mode: 0o711 })
  return folder
}

function spawnKeeper(folder: string): void {
  const program = fileURLToPath(new URL('./keep-test-server-postgres.ts', import.meta.url))
  const keeper = spawn(process.execPath, [program, folder], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
  })
  keeper.unref()
}

/** The keeper's answer; undefined when there is none, or it has just decided to stop. */
async function askKeeper(path: string): Promise<TestServerShare | undefined> {
  const socket = connect(path)
  const adminUrl = await firstLine(socket)
  if (adminUrl === undefined) return undefined
  socket.on('error', () => {})
  socket.unref()
  return {
    adminUrl,
    async [Symbol.asyncDispose]() {
      socket.destroy()
    },
  }
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  return await new Promise((resolve) => {
    let received = ''
    socket.setEncoding('utf8')
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    socket.on('data', (text) => {
      received += text
      if (received.includes('\n')) resolve(received.trim())
    })
  })
}
