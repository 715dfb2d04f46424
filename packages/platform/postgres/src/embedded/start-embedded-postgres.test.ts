import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtempDisposable, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock as clock } from '@kivuko/clock'
import { silentLog as log } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { connectPostgres } from '../connect-postgres.ts'
import { isPostmaster } from './postmaster.ts'
import { serverFolder } from './server-folder.ts'
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts'

/** The machine does not crash here, and syncing takes most of the time of a short run. */
const UNSYNCED = { synchronous_commit: 'on', fsync: 'off' }

let home: { readonly path: string } & AsyncDisposable
/** A data folder that all tests but the first ones use in turn: making one takes a while. */
let dataDir: string
before(async () => {
  home = await mkdtempDisposable(join(tmpdir(), 'kivuko-embedded-'))
  await chmod(home.path, 0o755)
  dataDir = join(home.path, 'data')
})
after(async () => await home[Symbol.asyncDispose]())

test('makes the databases, keeps the data between runs, and leaves no process behind', async () => {
  const first = await start({ databases: ['wallet', 'auth'] })
  await query(first, 'CREATE TABLE boats AS SELECT 1 AS id', 'wallet')
  await query(first, 'SELECT 1', 'auth')
  await first[Symbol.asyncDispose]()
  assert.ok(!(await isRunning(first.pid)))
  await using second = await start({ databases: ['wallet', 'auth'] })
  assert.deepEqual(await query(second, 'SELECT id FROM boats', 'wallet'), [{ id: 1 }])
  assert.notEqual(second.pid, first.pid)
})

test('does not listen on the network, and nobody else can reach its socket', async () => {
  await using server = await start()
  const [row] = await query(
    server,
    `SELECT current_setting('listen_addresses') AS addresses,
      current_setting('data_checksums') AS checksums,
      (SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database
        WHERE datname = current_database()) AS text`,
  )
  assert.deepEqual(row, { addresses: '', checksums: 'on', text: 'C UTF8' })
  assert.equal((await stat(server.socketDir)).mode & 0o777, 0o700)
})

test('another process, and another caller in this one, is told who has the folder', async () => {
  await using server = await start()
  await assert.rejects(start({ lockWaitMs: 50 }), {
    message: `the data folder ${dataDir} is in use by process ${process.pid}`,
  })
  await using child = startOwner({ lockWaitMs: 50 })
  await assert.rejects(child.started, {
    message: new RegExp(`is in use by process ${process.pid}`),
  })
  assert.deepEqual(await query(server, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('a successor takes over the server of a killed owner, before the watchdog does', async () => {
  await using owner = startOwner({ graceMs: 2_000 })
  const { pid } = await owner.started
  await owner.kill()
  await using successor = await start()
  assert.equal(successor.pid, pid)
  await sleep(2_300)
  assert.deepEqual(await query(successor, 'SELECT 1 AS one'), [{ one: 1 }])
  assert.equal(successor.pid, pid)
})

test('the server of a killed owner stops when no successor comes', async () => {
  await using owner = startOwner({ graceMs: 100 })
  const { pid } = await owner.started
  await owner.kill()
  await until(async () => !(await isRunning(pid)))
  await using successor = await start()
  assert.notEqual(successor.pid, pid)
  assert.deepEqual(await watchdogTokens(), 1)
})

test('a successor that comes just when the watchdog acts has a server that stays', async () => {
  const graceMs = 60
  for (const lateMs of [40, 55, 60, 62, 65, 70, 80, 100]) {
    await using owner = startOwner({ graceMs })
    await owner.started
    await owner.kill()
    await sleep(lateMs)
    await using successor = await start()
    const { pid } = successor
    await sleep(graceMs)
    assert.deepEqual(await query(successor, 'SELECT 1 AS one'), [{ one: 1 }])
    assert.equal(successor.pid, pid)
  }
})

test('what was committed survives the end of owner and server', async () => {
  await using owner = startOwner({})
  const { pid, url } = await owner.started
  await using postgres = connectPostgres({ clock, random, log, url, poolMax: 1 })
  await postgres.query({ text: 'CREATE TABLE kept AS SELECT 7 AS id' })
  await owner.kill()
  process.kill(pid, 'SIGKILL')
  await using successor = await start()
  assert.deepEqual(await query(successor, 'SELECT id FROM kept'), [{ id: 7 }])
})

test('a server that dies is started again, and pools find it', async () => {
  await using server = await start()
  const url = server.url('postgres')
  await using postgres = connectPostgres({ clock, random, log, url, poolMax: 1 })
  await postgres.query({ text: 'CREATE TABLE found AS SELECT 8 AS id' })
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid !== pid)
  const select = { text: 'SELECT id FROM found' }
  const rows = await postgres.query(select).catch(async () => await postgres.query(select))
  assert.deepEqual(rows, [{ id: 8 }])
})

test('a server that was left behind with other settings is started anew with ours', async () => {
  await using owner = startOwner({})
  const { pid } = await owner.started
  await owner.kill()
  await using successor = await start({ settings: { ...UNSYNCED, work_mem: '5MB' } })
  assert.notEqual(successor.pid, pid)
  assert.deepEqual(await query(successor, 'SHOW work_mem'), [{ work_mem: '5MB' }])
})

test('a pid file that names a foreign process does not stand in the way', async () => {
  const path = join(dataDir, 'cluster/postmaster.pid')
  await writeFile(path, `${process.pid}\n${dataDir}/cluster\n1\n5432\n/tmp\n\n 1 1\nready   \n`)
  await using server = await start()
  assert.deepEqual(await query(server, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('says in the words of the server why it does not start', async () => {
  await assert.rejects(start({ settings: { shared_buffers: 'many' } }), {
    message: /^the embedded Postgres did not start: .*shared_buffers/s,
  })
  assert.equal(await watchdogTokens(), 0)
})

test('works with long paths, in closed folders, and after a creation cut short', async () => {
  const closed = join(home.path, 'closed')
  const long = join(closed, 'a-long-name'.repeat(10), 'b c "d"')
  await mkdir(join(long, 'cluster.new/base'), { recursive: true })
  await chmod(closed, 0o700)
  await using server = await start({ dataDir: long, fsync: false })
  assert.deepEqual(await query(server, 'SELECT 1 AS one'), [{ one: 1 }])
})

test('data without fsync is thrown away after a crash', async () => {
  const options = { dataDir: join(home.path, 'worthless'), fsync: false }
  await using owner = startOwner(options)
  const { pid, url } = await owner.started
  await using postgres = connectPostgres({ clock, random, log, url, poolMax: 1 })
  await postgres.query({ text: 'CREATE TABLE lost ()' })
  // Before its owner is gone, for then it would be stopped in good order.
  process.kill(pid, 'SIGKILL')
  await owner.kill()
  await using successor = await start(options)
  const [row] = await query(successor, `SELECT to_regclass('lost') AS lost`)
  assert.deepEqual(row, { lost: null })
})

test('the data of another major version are refused', async () => {
  const other = join(home.path, 'other')
  await mkdir(join(other, 'cluster'), { recursive: true })
  await writeFile(join(other, 'cluster/PG_VERSION'), '15\n')
  await assert.rejects(start({ dataDir: other }), {
    message: /was made by Postgres 15, and this is Postgres 18: dump it/,
  })
})

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const defaults = { clock, log, dataDir, databases: [], settings: UNSYNCED }
  return await startEmbeddedPostgres({ ...defaults, ...options })
}

async function query(server: EmbeddedPostgres, text: string, database = 'postgres') {
  const url = server.url(database)
  await using postgres = connectPostgres({ clock, random, log, url, poolMax: 1 })
  return await postgres.query({ text })
}

async function isRunning(pid: number): Promise<boolean> {
  return await isPostmaster(pid, serverFolder(dataDir))
}

async function watchdogTokens(): Promise<number> {
  return (await readdir(dataDir)).filter((name) => name.startsWith('watch-')).length
}

interface Owner extends AsyncDisposable {
  readonly started: Promise<{ readonly pid: number; readonly url: string }>
  /** Ends the process as the kernel does when memory runs out. */
  kill(): Promise<void>
}

/** Starts the server in a process of its own, which then does nothing but own it. */
function startOwner(options: Partial<EmbeddedPostgresOptions>): Owner {
  const all = { dataDir, databases: [], settings: UNSYNCED, ...options }
  const script = `
    import { systemClock as clock } from '${import.meta.resolve('@kivuko/clock')}'
    import { silentLog as log } from '${import.meta.resolve('@kivuko/log')}'
    import { startEmbeddedPostgres } from '${import.meta.resolve('./start-embedded-postgres.ts')}'
    const server = await startEmbeddedPostgres({ clock, log, ...${JSON.stringify(all)} })
    console.log(JSON.stringify({ pid: server.pid, url: server.url('postgres') }))
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  const closed = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
  }
  return { started: firstAnswer(child), kill, [Symbol.asyncDispose]: kill }
}

async function firstAnswer(child: ChildProcess): Promise<{ pid: number; url: string }> {
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  return await new Promise((resolve, reject) => {
    child.stdout?.once('data', (line) => {
      // The script above prints nothing else.
      resolve(JSON.parse(String(line)) as { pid: number; url: string })
    })
    child.once('close', () => reject(new Error(errors)))
  })
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 10_000
  while (!(await condition())) {
    assert.ok(performance.now() < untilMs, 'it did not happen within 10 seconds')
    await sleep(10)
  }
}
