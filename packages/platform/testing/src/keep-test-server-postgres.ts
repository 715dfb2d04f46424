/**
 * The program that keeps the test server: `keep-test-server-postgres.ts <folder>`. It tells
 * everybody who connects to its socket where the server is, counts them, and stops when nobody is
 * left.
 */
import { once } from 'node:events'
import { appendFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { systemClock as clock } from '@kivuko/clock'
import { silentLog as log } from '@kivuko/log'
import { connectPostgres, type Postgres, startEmbeddedPostgres } from '@kivuko/postgres'
import { systemRandom as random } from '@kivuko/random'
import { KEEPER_SOCKET, ownerOf, TEMPLATE_PREFIX } from './test-server-names.ts'

/** Long enough for the next test file, or the next package, of the same run. */
const IDLE_MS_MAX = 10_000

/** Who lost the race for the folder leaves it to the winner. */
const LOCK_WAIT_MS = 500

/** Templates kept for the next run, at most. */
const TEMPLATES_MAX = 40

const SETTINGS = { autovacuum: 'off', max_connections: '400', shared_buffers: '128MB' }

await main(process.argv[2])

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error('usage: keep-test-server-postgres.ts <folder>')
  try {
    await keepServer(folder)
  } catch (error) {
    const time = new Date(clock.now()).toISOString()
    await appendFile(join(folder, 'keeper.log'), `${time} ${String(error)}\n`)
    process.exitCode = 1
  }
}

async function keepServer(folder: string): Promise<void> {
  await using server = await startEmbeddedPostgres({
    clock,
    log,
    dataDir: join(folder, 'postgres'),
    databases: [],
    fsync: false,
    settings: SETTINGS,
    lockWaitMs: LOCK_WAIT_MS,
  })
  const adminUrl = server.url('postgres')
  await dropLeftovers(adminUrl)
  const path = join(folder, KEEPER_SOCKET)
  // The server's folder is locked, so a socket that is here belongs to a keeper that was killed.
  await rm(path, { force: true })
  await serveUntilIdle(path, adminUrl)
}

async function serveUntilIdle(path: string, adminUrl: string): Promise<void> {
  let users = 0
  const doorkeeper: Server = createServer((socket) => {
    users += 1
    idle.cancel()
    socket.on('error', () => {})
    socket.on('close', () => {
      users -= 1
      if (users === 0) idle = clock.after(IDLE_MS_MAX, leave)
    })
    socket.resume()
    socket.write(`${adminUrl}\n`)
  })
  const leave = (): void => void doorkeeper.close()
  let idle = clock.after(IDLE_MS_MAX, leave)
  doorkeeper.listen(path)
  await once(doorkeeper, 'close')
}

/**
 * Drops the databases of processes that were killed, and all templates when they have become too
 * many.
 */
async function dropLeftovers(adminUrl: string): Promise<void> {
  await using postgres = connectPostgres({ clock, random, log, url: adminUrl, poolMax: 1 })
  const databases = await postgres.query({ text: 'SELECT datname::text AS name FROM pg_database' })
  const names = databases.map(({ name }) => String(name))
  const templates = names.filter((name) => name.startsWith(TEMPLATE_PREFIX))
  const abandoned = names.filter((name) => {
    const owner = ownerOf(name)
    return owner !== undefined && !isAlive(owner)
  })
  const old = templates.length > TEMPLATES_MAX ? templates : []
  for (const name of [...abandoned, ...old]) await drop(postgres, name)
}

async function drop(postgres: Postgres, name: string): Promise<void> {
  await postgres.query({ text: `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)` })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
