import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFakeClock, systemClock } from '@kivuko/clock'
import { waitFor } from '@kivuko/testing'
import { Secret, silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import { openRedisLink, RedisDown, redisScript } from './redis-link.ts'
import { redisTarget } from './redis-options.ts'
import {
  freePort,
  noOwnRedis,
  noRedis,
  openTestLink,
  startTestRedis,
  testTimes,
  until,
} from './test-redis-server.ts'

const ports = { clock: systemClock, random: systemRandom, log: silentLog }

test('runs commands and scripts', { skip: noRedis }, async () => {
  await using redis = await startTestRedis()
  await using link = await openTestLink(redis.options)
  const seen: unknown[] = []
  assert.equal(await link.command(['ECHO', 'ü€']), 'ü€')
  const script = redisScript('return {KEYS[1], ARGV[1], ARGV[2]}')
  for (let run = 0; run < 2; run += 1) {
    seen.push(await link.script(script, { keys: ['k'], args: ['a', 5] }))
  }
  assert.deepEqual(seen, [
    ['k', 'a', '5'],
    ['k', 'a', '5'],
  ])
})

test('an error of the server reaches the caller and leaves the link up', {
  skip: noRedis,
}, async () => {
  await using redis = await startTestRedis()
  await using link = await openTestLink(redis.options)
  await assert.rejects(link.command(['NOSUCHTHING']), /unknown command/i)
  assert.equal(link.isUp(), true)
})

test('without a server, every command is rejected at once', async () => {
  // Port 1 of this machine: nobody listens there.
  await using link = openRedisLink({ ...ports, redis: { ...testTimes, port: 1 } })
  const startMs = performance.now()
  await assert.rejects(link.command(['PING']), RedisDown)
  assert.ok(performance.now() - startMs < 100)
  assert.equal(link.isUp(), false)
})

test('a server that was killed is found again when it is back', { skip: noOwnRedis }, async () => {
  await using redis = await startTestRedis()
  await using link = await openTestLink(redis.options)
  let downs = 0
  link.onDown(() => {
    downs += 1
  })
  const heard: string[] = []
  link.subscribe('c', (message) => heard.push(message))
  await redis.kill()
  await until(() => !link.isUp())
  assert.ok(downs >= 1)
  await assert.rejects(link.command(['PING']), RedisDown)
  await redis.start()
  await until(() => link.isUp())
  assert.equal(await link.command(['PING']), 'PONG')
  const isHeard = async (): Promise<boolean> => (await link.command(['PUBLISH', 'c', 'm'])) === 1
  while (!(await isHeard())) await systemClock.sleep(10)
  await until(() => heard.includes('m'))
})

test('a server that hangs costs one time-out, and is found again when it goes on', {
  skip: noOwnRedis,
}, async () => {
  await using redis = await startTestRedis()
  await using link = await openTestLink({ ...redis.options, commandTimeoutMs: 100 })
  redis.hang()
  const startMs = performance.now()
  const all = Array.from({ length: 20 }, () => link.command(['PING']))
  for (const one of await Promise.allSettled(all)) assert.equal(one.status, 'rejected')
  assert.ok(performance.now() - startMs < 400)
  assert.equal(link.isUp(), false)
  await assert.rejects(link.command(['PING']), RedisDown)
  redis.goOn()
  await until(() => link.isUp())
  assert.equal(await link.command(['PING']), 'PONG')
})

test('tells of every command how it ended', { skip: noOwnRedis }, async () => {
  await using redis = await startTestRedis()
  const seen: string[] = []
  await using link = openRedisLink({
    ...ports,
    redis: { ...redis.options, commandTimeoutMs: 100 },
    onCommand: (name, status) => seen.push(`${name} ${status}`),
  })
  await until(() => link.isUp())
  await link.command(['PING'])
  await assert.rejects(link.command(['NOSUCHTHING']))
  redis.hang()
  await assert.rejects(link.command(['GET', 'k']))
  redis.goOn()
  assert.deepEqual(seen, ['PING success', 'NOSUCHTHING failure', 'GET timeout'])
})

test('passwords are given, and wrong ones keep the link down', { skip: noOwnRedis }, async () => {
  await using redis = await startTestRedis(['--requirepass', 'p:@ss'])
  const { port } = redis.options
  const url = new Secret(`redis://:p%3A%40ss@127.0.0.1:${port}/3`)
  await using byUrl = await openTestLink({ ...testTimes, url })
  await byUrl.command(['SET', 'k', 'v'])
  const right = { ...redis.options, password: new Secret('p:@ss'), database: 3 }
  await using byPassword = await openTestLink(right)
  assert.equal(await byPassword.command(['GET', 'k']), 'v')
  const wrong = { ...redis.options, password: new Secret('wrong') }
  await using refused = openRedisLink({ ...ports, redis: wrong })
  await systemClock.sleep(200)
  await assert.rejects(refused.command(['PING']), RedisDown)
})

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined
const noTls = noOwnRedis === false && !hasOpenssl ? 'no openssl' : noOwnRedis

test('speaks TLS, with certificates of its own authority only', { skip: noTls }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kivuko-tls-'))
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject]
  spawnSync('openssl', [...made, '-keyout', key, '-out', certificate])
  const port = await freePort()
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key]
  const switches = ['--tls-port', String(port), '--tls-auth-clients', 'no']
  await using redis = await startTestRedis([...switches, ...files])
  const url = new Secret(`rediss://127.0.0.1:${port}`)
  const ca = await readFile(certificate, 'utf8')
  await using link = await openTestLink({ ...testTimes, url, tls: { ca } })
  assert.equal(await link.command(['PING']), 'PONG')
  await using distrusting = openRedisLink({ ...ports, redis: { ...testTimes, url } })
  await systemClock.sleep(200)
  assert.equal(distrusting.isUp(), false)
  await rm(folder, { recursive: true })
  assert.notEqual(redis.options.port, port)
})

test('after it is closed nothing is tried any more', async () => {
  const clock = createFakeClock()
  const link = openRedisLink({ ...ports, clock, redis: { ...testTimes, port: 1 } })
  await systemClock.sleep(50)
  await link[Symbol.asyncDispose]()
  // What was under way may still have to fail; nothing follows it.
  await waitFor(() => clock.pendingTimers() === 0, { what: 'the end of all timers' })
  assert.equal(link.isUp(), false)
})

test('a URL says where, an option of its own says better', () => {
  const target = (url: string) => redisTarget({ ...testTimes, url: new Secret(url) })
  assert.deepEqual(target('redis://h'), {
    host: 'h',
    port: 6_379,
    path: undefined,
    username: undefined,
    password: undefined,
    database: undefined,
    tls: undefined,
  })
  const full = target('rediss://u:p%2F@[::1]:7000/2')
  assert.deepEqual(
    [full.host, full.port, full.username, full.database, full.tls],
    ['::1', 7_000, 'u', 2, {}],
  )
  assert.equal(full.password?.reveal(), 'p/')
  const password = new Secret('q')
  const better = redisTarget({ ...testTimes, url: new Secret('redis://:p@h'), password })
  assert.equal(better.password?.reveal(), 'q')
})

test('a URL that is none is refused without being shown', () => {
  for (const url of ['http://:hunter2@h', 'nonsense hunter2', 'redis://h/hunter2']) {
    const make = () => redisTarget({ ...testTimes, url: new Secret(url) })
    assert.throws(make, (error: Error) => !error.message.includes('hunter2'))
  }
})
