import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'

import { createFakeClock, systemClock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { silentLog } from '@kivuko/log'
import { exportJwk } from '@kivuko/signatures'

import { clientKeysAgeMsMax, clientKeysRetryMs, createHttpClientKeys } from './client-keys-http.ts'
import { openWallet } from './test-auth.ts'

async function open() {
  await using opened = new AsyncDisposableStack()
  const clock = createFakeClock()
  const wallet = opened.use(await openWallet())
  const http = opened.use(createHttpClient({ clock: systemClock }))
  const keys = createHttpClientKeys({ http, clock, log: silentLog, useHttp: true })
  const owned = opened.move()
  const find = async (keyId = 'key-1'): Promise<string | undefined> =>
    (await keys.find({ walletAddress: wallet.url.replace('http:', 'https:'), keyId }))?.jwk.kid
  return { clock, wallet, keys, find, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('keys are read once by many at a time, and again when they are old', async () => {
  await using opened = await open()
  const { clock, wallet, find } = opened
  assert.deepEqual(await Promise.all([find(), find(), find()]), ['key-1', 'key-1', 'key-1'])
  assert.equal(wallet.asked(), 1)
  await clock.advance(clientKeysAgeMsMax - 1)
  await find()
  assert.equal(wallet.asked(), 1)
  await clock.advance(1)
  assert.equal(await find(), 'key-1')
  assert.equal(wallet.asked(), 2)
})

test('a key that is not known is looked for again, though not all the time', async () => {
  await using opened = await open()
  const { clock, wallet, find } = opened
  assert.equal(await find('key-2'), undefined)
  const { privateKey } = generateKeyPairSync('ed25519')
  wallet.answer({ jwks: { keys: [exportJwk(privateKey, 'key-2')] } })
  assert.equal(await find('key-2'), undefined)
  assert.equal(wallet.asked(), 1)
  await clock.advance(clientKeysRetryMs)
  assert.equal(await find('key-2'), 'key-2')
  assert.equal(wallet.asked(), 2)
  await clock.advance(clientKeysRetryMs)
  assert.equal(await find('key-1'), undefined)
})

test('a withdrawn key is good no longer than keys are remembered', async () => {
  await using opened = await open()
  const { clock, wallet, find } = opened
  await find()
  wallet.answer({ jwks: { keys: [] } })
  await clock.advance(clientKeysAgeMsMax)
  assert.equal(await find(), undefined)
})

test('a client that cannot be read has no keys and no name, and may have them later', async () => {
  await using opened = await open()
  const { clock, wallet, keys, find } = opened
  wallet.answer({ status: 500 })
  assert.equal(await find(), undefined)
  assert.equal(await keys.publicName(wallet.url), undefined)
  wallet.answer({ status: 200 })
  await clock.advance(clientKeysRetryMs)
  assert.equal(await find(), 'key-1')
  assert.equal(await keys.publicName(wallet.url), 'A shop')
  for (const jwks of ['text', { keys: 'none' }, null]) {
    wallet.answer({ jwks, wallet: jwks })
    await clock.advance(clientKeysAgeMsMax)
    assert.equal(await find(), undefined)
    assert.equal(await keys.publicName(wallet.url), undefined)
  }
  assert.equal(await keys.find({ walletAddress: 'http://127.0.0.1:1/x', keyId: 'k' }), undefined)
  assert.equal(await keys.find({ walletAddress: 'nowhere', keyId: 'k' }), undefined)
})
