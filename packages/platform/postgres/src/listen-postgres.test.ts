import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Postgres } from './postgres.ts'
import { startTemporaryServer, type TemporaryServer } from './test-temporary-server.ts'

let server: TemporaryServer
before(async () => {
  server = await startTemporaryServer()
})
after(async () => await server[Symbol.asyncDispose]())

test('gives every listener the messages of its channel, over one connection', async () => {
  await using postgres = server.connect({ applicationName: 'one-connection' })
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  listening.use(await postgres.listen('peers', hear('a', heard)))
  listening.use(await postgres.listen('peers', hear('b', heard)))
  listening.use(await postgres.listen('Assets "new"', hear('c', heard)))
  assert.deepEqual(heard, ['a gap', 'b gap', 'c gap'])
  heard.length = 0
  await notify(postgres, 'peers', 'one')
  await notify(postgres, 'Assets "new"', '')
  await until(() => heard.length === 3)
  assert.deepEqual(heard.sort(), ['a one', 'b one', 'c '])
  const listeners = await postgres.query({
    text: `SELECT FROM pg_stat_activity
      WHERE application_name = 'one-connection' AND query ILIKE 'LISTEN%'`,
  })
  assert.equal(listeners.length, 1)
})

test('a listener that has stopped hears nothing, the others go on', async () => {
  await using postgres = server.connect()
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  const first = await postgres.listen('peers', hear('a', heard))
  listening.use(await postgres.listen('peers', hear('b', heard)))
  const third = await postgres.listen('rates', hear('c', heard))
  await first[Symbol.asyncDispose]()
  await third[Symbol.asyncDispose]()
  heard.length = 0
  await notify(postgres, 'rates', 'x')
  await notify(postgres, 'peers', 'y')
  await until(() => heard.length > 0)
  assert.deepEqual(heard, ['b y'])
})

test('connects again when it is cut, and tells that it may have missed something', async () => {
  await using postgres = server.connect({ applicationName: 'cut-me' })
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  listening.use(await postgres.listen('peers', hear('a', heard)))
  listening.use(await postgres.listen('rates', hear('b', heard)))
  heard.length = 0
  for (const round of [1, 2]) {
    await cutListener(postgres, 'cut-me')
    await until(() => heard.length === 2 * round)
  }
  assert.deepEqual(heard, ['a gap', 'b gap', 'a gap', 'b gap'])
  await notify(postgres, 'rates', 'after')
  await until(() => heard.includes('b after'))
})

test('an announcement is heard at once here, soon elsewhere, and nowhere twice', async () => {
  await using here = server.connect()
  await using there = server.connect()
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  listening.use(await here.listen('peers', hear('here', heard)))
  listening.use(await there.listen('peers', hear('there', heard)))
  heard.length = 0
  for (const payload of ['x', 'x', 'y']) here.announce('peers', payload)
  assert.deepEqual(heard, ['here x', 'here x', 'here y'])
  await until(() => heard.length >= 5)
  assert.deepEqual(heard.slice(3), ['there x', 'there y'])
  // What comes later comes after whatever the database would have sent back to us.
  await notify(there, 'peers', 'last')
  await until(() => heard.filter((each) => each.endsWith('last')).length === 2)
  assert.equal(heard.length, 7)
})

test('who listens to nothing can announce, and closing waits for what was announced', async () => {
  await using there = server.connect()
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  listening.use(await there.listen('peers', hear('there', heard)))
  {
    await using here = server.connect()
    here.announce('peers', 'a')
    await until(() => heard.includes('there a'))
    here.announce('peers', 'b')
  }
  await until(() => heard.includes('there b'))
})

test('a listener that throws harms nobody', async () => {
  await using postgres = server.connect()
  const heard: string[] = []
  await using listening = new AsyncDisposableStack()
  const fail = (): never => {
    throw new Error('listener')
  }
  listening.use(await postgres.listen('peers', { onMessage: fail, onGap: fail }))
  listening.use(await postgres.listen('peers', hear('b', heard)))
  await notify(postgres, 'peers', 'x')
  await until(() => heard.includes('b x'))
})

test('rejects when there is no database', async () => {
  await using postgres = server.connect({ url: 'postgres://a@localhost/b?host=/nonexistent' })
  await assert.rejects(postgres.listen('peers', hear('a', [])), { code: 'ENOENT' })
})

function hear(name: string, heard: string[]): { onMessage(payload: string): void; onGap(): void } {
  return {
    onMessage: (payload) => void heard.push(`${name} ${payload}`),
    onGap: () => void heard.push(`${name} gap`),
  }
}

async function notify(postgres: Postgres, channel: string, payload: string): Promise<void> {
  await postgres.query({ text: 'SELECT pg_notify($1, $2)', values: [channel, payload] })
}

async function cutListener(postgres: Postgres, applicationName: string): Promise<void> {
  const cut = await postgres.query({
    text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = $1 AND pid <> pg_backend_pid()`,
    values: [applicationName],
  })
  assert.equal(cut.length, 1)
}

async function until(condition: () => boolean): Promise<void> {
  const untilMs = performance.now() + 5_000
  while (!condition()) {
    assert.ok(performance.now() < untilMs, 'it did not happen within 5 seconds')
    await sleep(5)
  }
}
