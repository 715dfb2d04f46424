import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { call, makeWallet, startTestServer } from './test-server.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe('GET of a wallet address', () => {
  test('tells who it is and where its servers are', async () => {
    await using server = await startTestServer()
    const { tenantId } = server
    const answer = await call(server.port, { path: '/alice' })
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual(answer.json, {
      id: server.alice.url,
      publicName: 'Alice',
      assetCode: 'USD',
      assetScale: 2,
      authServer: `https://auth.example/${tenantId}`,
      resourceServer: `${server.url}/${tenantId}`,
    })
    assert.deepEqual(server.badAnswers, [])
  })

  test('tells of the card service, and of the properties that are to be seen', async () => {
    const settings = { cardServiceUrl: 'https://cards.example' }
    await using server = await startTestServer({ settings })
    const { tenantId, url } = server
    const additionalProperties = [
      { key: 'iban', value: 'DE00', visibleInOpenPayments: true },
      { key: 'risk', value: 'high', visibleInOpenPayments: false },
    ]
    server.wallets.push(makeWallet({ url: `${url}/shop`, tenantId, additionalProperties }))
    const { json } = await call(server.port, { path: '/shop' })
    assert.deepEqual(
      [json.cardService, json.additionalProperties, 'publicName' in json],
      ['https://cards.example/', { iban: 'DE00' }, false],
    )
    assert.deepEqual(server.badAnswers, [])
  })

  test('takes a path in capitals, with a slash at its end and a query', async () => {
    await using server = await startTestServer()
    for (const path of ['/Alice', '/alice/', '/alice?utm=1']) {
      assert.equal((await call(server.port, { path })).json.id, server.alice.url)
    }
  })

  test('answers a HEAD', async () => {
    await using server = await startTestServer()
    const answer = await call(server.port, { method: 'HEAD', path: '/alice' })
    assert.deepEqual([answer.status, answer.text], [200, ''])
  })

  test('lets scripts of other origins read', async () => {
    await using server = await startTestServer()
    const headers = { origin: 'https://shop.example' }
    const answer = await call(server.port, { path: '/alice', headers })
    assert.equal(answer.headers['access-control-allow-origin'], '*')
  })

  test('answers 404 where there is none, or one that is not active', async () => {
    await using server = await startTestServer()
    const paths = ['/nobody', '/dormant', '/', '/a/b/c', '/%2e%2e', '/alice/did.json']
    for (const path of [...paths, `/${server.tenantId}/quotes`]) {
      const answer = await call(server.port, { path })
      assert.deepEqual([answer.status, answer.json.error.code], [404, '404'], path)
    }
    assert.deepEqual(server.absent, [])
  })

  test('hides the node’s own', async () => {
    await using server = await startTestServer()
    assert.equal((await call(server.port, { path: '/.well-known/pay' })).status, 404)
    assert.equal((await call(server.port, { path: '/' })).status, 404)
  })

  test('finds the address of the host that was asked for', async () => {
    await using server = await startTestServer()
    const { tenantId } = server
    server.wallets.push(makeWallet({ url: 'https://alice.example/.well-known/pay', tenantId }))
    const answer = await call(server.port, { path: '/', headers: { host: 'Alice.Example' } })
    assert.equal(answer.json.id, 'https://alice.example/.well-known/pay')
  })

  test('refuses a client that takes no JSON with 406', async () => {
    await using server = await startTestServer()
    for (const accept of ['image/png', 'text/html', 'application/json;q=0']) {
      const answer = await call(server.port, { path: '/alice', headers: { accept } })
      assert.deepEqual([answer.status, answer.json.error.code], [406, '406'], accept)
    }
    for (const accept of ['*/*', 'application/*', browser, undefined]) {
      const answer = await call(server.port, { path: '/alice', headers: { accept } })
      assert.equal(answer.status, 200, accept)
    }
  })

  test('turns away an address that asks too often', async () => {
    await using server = await startTestServer({
      settings: { publicLimit: { perSec: 1, burst: 2 } },
    })
    const statuses: number[] = []
    for (let count = 0; count < 3; count++) {
      statuses.push((await call(server.port, { path: '/alice' })).status)
    }
    assert.deepEqual(statuses, [200, 200, 429])
  })
})

describe('a browser', () => {
  test('is sent to the operator’s page', async () => {
    const redirectPage = 'https://web.example/%wp?full=%ewa&raw=%wa&e=%ewp'
    await using server = await startTestServer({ settings: { redirectPage } })
    const answer = await call(server.port, { path: '/alice', headers: { accept: browser } })
    const host = `127.0.0.1:${server.port}`
    assert.equal(answer.status, 302)
    assert.equal(
      answer.headers['location'],
      `https://web.example/${host}/alice?full=${encodeURIComponent(server.alice.url)}` +
        `&raw=${server.alice.url}&e=${encodeURIComponent(`${host}/alice`)}`,
    )
    const json = await call(server.port, { path: '/alice' })
    assert.equal(json.status, 200)
  })

  test('is told 404 where there is no wallet address', async () => {
    const settings = { redirectPage: 'https://web.example/%wp' }
    await using server = await startTestServer({ settings })
    const answer = await call(server.port, { path: '/nobody', headers: { accept: browser } })
    assert.equal(answer.status, 404)
  })
})

describe('SPSP', () => {
  const spsp = 'application/spsp4+json'
  const ask = (port: number, more: Record<string, string> = {}, path = '/alice') =>
    call(port, { path, headers: { accept: `${spsp}, application/spsp+json`, ...more } })

  test('hands out new credentials to pay a wallet address by', async () => {
    await using server = await startTestServer()
    const [one, other] = [await ask(server.port), await ask(server.port)]
    assert.equal(one.status, 200)
    assert.equal(one.headers['content-type'], spsp)
    assert.match(one.json.destination_account, /^test\.node\.[\w-]+$/)
    assert.equal(Buffer.from(one.json.shared_secret, 'base64url').length, 32)
    assert.equal(one.json.receipts_enabled, false)
    assert.notEqual(one.json.shared_secret, other.json.shared_secret)
  })

  test('turns receipts on when both headers are given, and refuses one alone', async () => {
    await using server = await startTestServer()
    const nonce = { 'receipt-nonce': Buffer.alloc(16, 2).toString('base64') }
    const secret = { 'receipt-secret': Buffer.alloc(32, 3).toString('base64') }
    const both = await ask(server.port, { ...nonce, ...secret })
    assert.deepEqual([both.status, both.json.receipts_enabled], [200, true])
    for (const headers of [nonce, secret, { ...secret, 'receipt-nonce': 'AAAA' }]) {
      assert.equal((await ask(server.port, headers)).status, 400)
    }
  })

  test('answers 404 where there is no wallet address', async () => {
    await using server = await startTestServer()
    assert.equal((await ask(server.port, {}, '/nobody')).status, 404)
    assert.equal((await ask(server.port, {}, '/dormant')).status, 404)
  })
})

describe('GET <wallet address>/jwks.json', () => {
  test('publishes the keys of a wallet address', async () => {
    await using server = await startTestServer()
    const answer = await call(server.port, { path: '/alice/jwks.json' })
    assert.equal(answer.status, 200)
    assert.deepEqual(
      answer.json.keys.map(({ kid }: { kid: string }) => kid),
      ['wallet-key'],
    )
    assert.deepEqual(server.badAnswers, [])
  })

  test('publishes the node’s key at the path of the node’s own address', async () => {
    await using server = await startTestServer()
    for (const host of [undefined, 'other.example']) {
      const headers = host === undefined ? {} : { host }
      for (const path of ['/.well-known/pay/jwks.json', '/jwks.json']) {
        const { json } = await call(server.port, { path, headers })
        assert.deepEqual([json.keys.length, json.keys[0].kid], [1, 'node-key'])
      }
    }
    assert.deepEqual(server.badAnswers, [])
  })

  test('answers 404 where there is no active wallet address', async () => {
    await using server = await startTestServer()
    assert.equal((await call(server.port, { path: '/nobody/jwks.json' })).status, 404)
    assert.equal((await call(server.port, { path: '/dormant/jwks.json' })).status, 404)
    assert.deepEqual(server.absent, [`${server.url}/nobody`])
  })
})

describe('an absent wallet address', () => {
  test('is asked for, and served when the ASE makes it in time', async () => {
    await using server = await startTestServer({
      settings: { absentWalletAddresses: { waitMsMax: 2_000, pollMs: 5, isAskedByPlainGet: true } },
      onAbsent: (url, { wallets }) => {
        const { tenantId } = wallets[0] ?? assert.fail()
        setTimeout(() => wallets.push(makeWallet({ url, tenantId })), 20)
      },
    })
    const answer = await call(server.port, { path: '/late' })
    assert.deepEqual([answer.status, answer.json.id], [200, `${server.url}/late`])
  })

  test('is asked for once by all who want it at the same time', async () => {
    await using server = await startTestServer()
    const asked = ['/x/jwks.json', '/x/jwks.json', '/X/jwks.json', '/y/jwks.json']
    await Promise.all(asked.map((path) => call(server.port, { path })))
    assert.deepEqual(server.absent.toSorted(), [`${server.url}/x`, `${server.url}/y`])
  })

  test('is not asked for beyond so many at a time: the ASE is not flooded', async () => {
    const settings = { absentWalletAddresses: { waitMsMax: 500, pollMs: 50 } }
    await using server = await startTestServer({ settings })
    const asked = Array.from({ length: 100 }, (_, index) => `/guess-${index}/jwks.json`)
    const answers = await Promise.all(asked.map((path) => call(server.port, { path })))
    assert.ok(answers.every(({ status }) => status === 404))
    assert.equal(server.absent.length, 64)
  })
})
