import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { systemRandom } from '@kivuko/random'
import { signAdminRequest, signRequest } from '@kivuko/signatures'
import { AdminRefusal, postSigned } from './test-admin.ts'
import { type OpenPaymentsClient, openClient } from './test-client.ts'
import { countRows } from './test-counts.ts'
import { openFolder } from './test-folder.ts'
import { adminOptions, type NodeUrls, startTestNode, type TestNode } from './test-node.ts'
import { amountOf, createAsset, createPeer, createWallet } from './test-objects.ts'
import { outcomeOf, packetTo, postPacket, untilKnown } from './test-packets.ts'
import { openSocket, type RawAnswer, readAnswer, sendRaw } from './test-raw-http.ts'

/** One of a node's servers, and a route of it that takes a body. */
interface Surface {
  readonly port: keyof NodeUrls
  readonly path: string
  /** What an error looks like there. */
  readonly error: 'graphql' | 'text' | 'open-payments' | 'gnap'
  /** Who has no token is told nothing else. */
  readonly isClosed?: boolean
}

const tenantId = systemRandom.uuid()

const surfaces: readonly Surface[] = [
  { port: 'ADMIN_PORT', path: '/graphql', error: 'graphql' },
  { port: 'CONNECTOR_PORT', path: '/', error: 'text', isClosed: true },
  { port: 'OPEN_PAYMENTS_PORT', path: `/${tenantId}/incoming-payments`, error: 'open-payments' },
  { port: 'AUTH_PORT', path: `/${tenantId}`, error: 'gnap' },
  { port: 'INTROSPECTION_PORT', path: '/', error: 'gnap' },
  { port: 'INTERACTION_PORT', path: '/grant/a/b/accept', error: 'gnap' },
  { port: 'SERVICE_API_PORT', path: '/tenant', error: 'gnap' },
]

const json = { 'Content-Type': 'application/json' }

/** A request as bytes; what is wrong with it is the caller's. */
function request(options: {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}): Buffer {
  const { method = 'POST', path, headers = {}, body = '' } = options
  const all = { Host: 'node', Connection: 'close', ...headers, 'Content-Length': body.length }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`, 'latin1')
}

/** What is wrong on every server, and the status that says so; others may do for closed ones. */
const wrongs: readonly {
  readonly what: string
  readonly status: readonly number[]
  bytes(path: string): Buffer
}[] = [
  {
    what: 'bytes that are no HTTP',
    status: [400],
    bytes: () => Buffer.concat([systemRandom.bytes(300), Buffer.from('\r\n\r\n')]),
  },
  {
    what: 'a route that is not there',
    status: [404],
    bytes: () => request({ method: 'GET', path: '/no/such/route' }),
  },
  {
    what: 'a method that is not there',
    status: [404, 405],
    bytes: (path) => request({ method: 'PUT', path, headers: json, body: '{}' }),
  },
  {
    what: 'a path that cannot be decoded',
    status: [400, 404],
    bytes: () => request({ method: 'GET', path: '/%E0%A4%A' }),
  },
  {
    what: 'another content type',
    status: [415],
    bytes: (path) => request({ path, headers: { 'Content-Type': 'text/plain' }, body: 'hello' }),
  },
  {
    what: 'JSON that is cut off',
    status: [400],
    bytes: (path) => request({ path, headers: json, body: '{"a":' }),
  },
  {
    what: 'JSON in bytes that are no UTF-8',
    status: [400, 401, 404],
    bytes: (path) => request({ path, headers: json, body: '{"a":"\xff\xfe"}' }),
  },
  {
    what: 'JSON of another type',
    status: [400, 401, 404],
    bytes: (path) => request({ path, headers: json, body: 'null' }),
  },
  {
    what: 'members of other types',
    status: [400, 401, 404],
    bytes: (path) => {
      const body = '{"query":5,"client":[],"access_token":7,"walletAddress":{},"id":3}'
      return request({ path, headers: json, body })
    },
  },
  {
    what: 'a very deep body',
    status: [400, 401, 404, 413],
    bytes: (path) => {
      const body = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
      return request({ path, headers: json, body })
    },
  },
  {
    what: 'members that would change every object',
    status: [400],
    bytes: (path) => {
      const member = '{"polluted":true}'
      const body = `{"__proto__":${member},"constructor":{"prototype":${member}}}`
      return request({ path, headers: json, body })
    },
  },
  {
    what: 'a body that is too large',
    status: [413],
    bytes: (path) => request({ path, headers: json, body: `{"a":"${'x'.repeat(2_000_000)}"}` }),
  },
  {
    what: 'a body of two lengths',
    status: [400],
    bytes: (path) =>
      request({ path, headers: { 'Transfer-Encoding': 'chunked' }, body: '0\r\n\r\n' }),
  },
  {
    what: 'a large header',
    status: [431],
    bytes: (path) => request({ path, headers: { ...json, 'X-A': 'x'.repeat(64_000) } }),
  },
  {
    what: 'many headers',
    status: [431],
    bytes: (path) => {
      const many = Array.from({ length: 1_000 }, (_, index) => [`X-${index}`, '1'])
      return request({ path, headers: { ...json, ...Object.fromEntries(many) } })
    },
  },
]

describe('whatever is sent to a node', () => {
  const opened = new AsyncDisposableStack()
  /** Requests that have begun and do not go on, one at each server. */
  let slow: readonly Promise<RawAnswer>[]
  let node: TestNode
  let usd: string
  let shop: OpenPaymentsClient
  let rows: ReadonlyMap<string, number>
  /** What must never be logged. */
  const secrets: string[] = []

  before(async () => {
    const folder = opened.use(await openFolder()).path
    const settings = {
      OPERATOR_TENANT_ID: tenantId,
      WEBHOOK_URL: 'http://127.0.0.1:9/webhooks',
      LOG_LEVEL: 'debug',
    }
    node = opened.use(await startTestNode({ folder, name: 'node', settings }))
    for (const name of [
      'ADMIN_API_SECRET',
      'STREAM_SECRET',
      'SIGNATURE_SECRET',
      'COOKIE_KEY',
      'IDENTITY_SERVER_SECRET',
    ]) {
      secrets.push(node.settings[name] ?? '')
    }
    usd = await createAsset(node.admin, { code: 'USD' })
    shop = await openClient(node, { name: 'shop', assetId: usd })
    await createWallet(node.admin, { assetId: usd, address: node.walletAddress('amina') })
    const tokens = { incomingToken: 'incoming-token', outgoingToken: 'outgoing-token' }
    secrets.push(...Object.values(tokens))
    const endpoint = 'http://127.0.0.1:9'
    const peer = { ...tokens, assetId: usd, ilpAddress: 'test.peer', endpoint }
    await createPeer(node.admin, peer)
    await untilKnown(node.urls.CONNECTOR_PORT, tokens.incomingToken)
    grantToken = await tokenFor(['create', 'read', 'list'])
    revoked = await tokenFor(['create'])
    await shop.client.token.revoke({ url: revoked.manage, accessToken: revoked.value })
    secrets.push(grantToken.value, revoked.value)
    rows = await countRows(node)
    slow = await Promise.all(
      surfaces.map(async ({ port, path }) => {
        const socket = await openSocket(node.urls[port])
        socket.write(`POST ${path} HTTP/1.1\r\nHost: node\r\nContent-Le`)
        return { answer: readAnswer(socket) }
      }),
    ).then((answers) => answers.map(({ answer }) => answer))
  })
  after(() => opened.disposeAsync())

  let grantToken: { readonly value: string; readonly manage: string }
  let revoked: { readonly value: string; readonly manage: string }

  const tokenFor = async (actions: ('create' | 'read' | 'list')[]) => {
    const { authServer } = await shop.client.walletAddress.get({ url: shop.walletAddress })
    const grant = await shop.client.grant.request(
      { url: authServer },
      { access_token: { access: [{ type: 'incoming-payment', actions }] } },
    )
    assert.ok('access_token' in grant && grant.access_token !== undefined)
    return grant.access_token
  }

  for (const surface of surfaces) {
    test(`${surface.port} answers what is wrong in its own words`, async () => {
      const { port, path, isClosed = false } = surface
      for (const { what, status, bytes } of wrongs) {
        const answer = await sendRaw(node.urls[port], bytes(path))
        const allowed = isClosed ? [...status, 401, 405] : status
        assert.ok(allowed.includes(answer.status), `${what}: ${answer.status} ${answer.body}`)
        assertClear(surface, answer)
      }
    })
  }

  test('the admin API lets in only who has signed this, now, for the first time', async () => {
    const { url, secret } = adminOptions(node)
    const body = { query: '{ whoami { id } }' }
    const post = async (change: {
      readonly signature?: string
      readonly tenant?: string
      readonly body?: string
    }): Promise<number> => {
      const { tenant = tenantId, signature = sign(Date.now()) } = change
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'tenant-id': tenant, signature },
        body: change.body ?? JSON.stringify(body),
      })
      assert.doesNotMatch(await response.text(), /at .*\.ts:\d+/)
      return response.status
    }
    const sign = (nowMs: number, key = secret): string =>
      signAdminRequest({ body, secret: key, version: 1, nowMs })

    const once = sign(Date.now() - 1_000)
    assert.equal(await post({ signature: once }), 200)
    assert.equal(await post({ signature: once }), 401)
    assert.equal(await post({ signature: `${once}, n=2` }), 401)
    assert.equal(await post({ signature: sign(Date.now() - 31_000) }), 401)
    assert.equal(await post({ signature: sign(Date.now() + 60_000) }), 401)
    assert.equal(await post({ signature: sign(Date.now(), 'another secret') }), 401)
    assert.equal(await post({ tenant: systemRandom.uuid() }), 401)
    assert.equal(await post({ tenant: 'nobody' }), 401)
    assert.equal(await post({ body: '{"query":"{ assets { edges { cursor } } }"}' }), 401)
    for (const signature of ['', 't=1', 'v1=00', 't=x, v1=zz', `t=${'9'.repeat(400)}, v1=00`]) {
      assert.equal(await post({ signature }), 401)
    }
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    assert.equal(await post({ body: `{"query":"{ whoami { id } }","variables":${deep}}` }), 401)
  })

  test('the admin API says what is wrong with a query or its values', async () => {
    const options = adminOptions(node)
    const deep = `{ asset(id: "1") ${'{ tenant { settings '.repeat(20)}${'} }'.repeat(20)} }`
    const bad = ['{', 'hello', '{ nothing }', '{ asset }', deep, '', '{ __proto__ }']
    for (const query of [...bad, 5, null, ['{ whoami { id } }']]) {
      const response = await postSigned(options, { body: { query }, nowMs: Date.now() })
      assert.equal(response.status, 400, String(query))
      const { errors } = (await response.json()) as { errors: { message: string }[] }
      assert.ok((errors[0]?.message.length ?? 0) > 0)
    }
    const creating = `mutation ($input: CreateAssetInput!) {
      createAsset(input: $input) { asset { id } }
    }`
    for (const input of [
      { code: 'XYZ', scale: 300 },
      { code: 'XYZ', scale: -1 },
      { code: '' },
      7,
    ]) {
      await assert.rejects(node.admin.call(creating, { input }), isUserError)
    }
    const depositing = `mutation ($input: DepositAssetLiquidityInput!) {
      depositAssetLiquidity(input: $input) { success }
    }`
    const deposit = { assetId: usd, id: systemRandom.uuid(), idempotencyKey: 'key' }
    for (const amount of ['-1', '1.5', '1e3', '18446744073709551616', 'many', {}, '0']) {
      await assert.rejects(
        node.admin.call(depositing, { input: { ...deposit, amount } }),
        isRefused,
      )
    }
    for (const change of [
      { assetId: 'no id' },
      { assetId: systemRandom.uuid() },
      { id: 'no id' },
    ]) {
      const input = { ...deposit, amount: '1', ...change }
      await assert.rejects(node.admin.call(depositing, { input }), isRefused)
    }
    const addressing = `mutation ($input: CreateWalletAddressInput!) {
      createWalletAddress(input: $input) { walletAddress { id } }
    }`
    for (const address of ['', 'https://', 'ftp://x/y', 'https://x.example/?q', '/']) {
      const input = { assetId: usd, address }
      await assert.rejects(node.admin.call(addressing, { input }), isRefused, address)
    }
  })

  test('the connector answers every packet of a peer, whatever is in it', async () => {
    const url = node.urls.CONNECTOR_PORT
    const token = 'incoming-token'
    const whole = packetTo('test.nobody')
    for (let count = 0; count < 200; count += 1) {
      const packet = systemRandom.bytes(Math.floor(systemRandom.fraction() * 400))
      const cut = whole.slice(0, Math.floor(systemRandom.fraction() * whole.length))
      const place = Math.floor(systemRandom.fraction() * whole.length)
      const changed = whole.map((byte, index) => (index === place ? byte ^ 0xff : byte))
      for (const bytes of [packet, cut, changed]) {
        const outcome = await outcomeOf(
          await postPacket(url, { token, packet: Uint8Array.from(bytes) }),
        )
        assert.match(outcome, /^(F01|F02|R00|T04|F06|T00|F00|fulfilled|R02)$/)
      }
    }
    const large = await postPacket(url, { token, packet: new Uint8Array(1_000_000) })
    assert.equal(large.status, 413)
    const unknown = await postPacket(url, { token: 'no-such-token', packet: whole })
    assert.equal(unknown.status, 401)
  })

  test('Open Payments lets in nobody without a token, and a signature that is whole', async () => {
    const url = `${node.urls.OPEN_PAYMENTS_PORT}/${tenantId}/incoming-payments`
    const body = JSON.stringify({ walletAddress: shop.walletAddress })
    const send = sender({ url, body, key: shop.privateKey, keyId: shop.keyId })
    const stranger = generateKeyPairSync('ed25519').privateKey
    const tampered = { walletAddress: node.walletAddress('amina') }

    for (const authorization of [undefined, 'Bearer x', 'GNAP', `Basic ${grantToken.value}`]) {
      const { status, as } = await send({ authorization })
      assert.equal(status, 401, authorization)
      assert.equal(as, `GNAP as_uri=${node.urls.AUTH_PORT}/${tenantId}`)
    }
    for (const token of ['0123456789ABCDEF0123', revoked.value, `${grantToken.value}x`, '\u00ff']) {
      assert.ok([401, 403].includes((await send({ authorization: `GNAP ${token}` })).status), token)
    }
    const authorization = `GNAP ${grantToken.value}`
    assert.equal((await send({ authorization, unsigned: true })).status, 401)
    assert.equal((await send({ authorization, key: stranger })).status, 401)
    assert.equal((await send({ authorization, keyId: 'another' })).status, 401)
    assert.equal((await send({ authorization, signedUrl: `${url}/other` })).status, 401)
    assert.equal((await send({ authorization, sentBody: JSON.stringify(tampered) })).status, 401)
    assert.equal((await send({ authorization, signedBody: '' })).status, 401)
    assert.equal((await send({ authorization, headers: { signature: 'sig1=:AAAA:' } })).status, 401)
    for (const input of ['', 'sig1', 'sig1=()', 'sig1=("@method")', '('.repeat(5_000)]) {
      assert.equal(
        (await send({ authorization, headers: { 'signature-input': input } })).status,
        401,
      )
    }
  })

  test('Open Payments says what is wrong with a body, and makes nothing of it', async () => {
    const url = `${node.urls.OPEN_PAYMENTS_PORT}/${tenantId}/incoming-payments`
    const bad = [
      {},
      { walletAddress: 7 },
      { incomingAmount: amountOf('-1') },
      { incomingAmount: amountOf('0') },
      { incomingAmount: amountOf('1.5') },
      { incomingAmount: amountOf('18446744073709551616') },
      { incomingAmount: amountOf('1', 'EUR') },
      { incomingAmount: { ...amountOf('1'), assetScale: 256 } },
      { expiresAt: '2001-01-01T00:00:00Z' },
      { expiresAt: 'tomorrow' },
      { metadata: 'text' },
      { more: true },
    ]
    for (const [index, change] of bad.entries()) {
      const body = index === 0 ? {} : { walletAddress: shop.walletAddress, ...change }
      const text = JSON.stringify(body)
      const send = sender({ url, body: text, key: shop.privateKey, keyId: shop.keyId })
      const { status, error } = await send({ authorization: `GNAP ${grantToken.value}` })
      assert.equal(status, 400, text)
      assert.equal(error?.code, '400', text)
      assert.ok((error?.description?.length ?? 0) > 0, text)
    }
  })

  test('the authorization server grants nothing to whom it does not know', async () => {
    const url = `${node.urls.AUTH_PORT}/${tenantId}`
    const access = [{ type: 'incoming-payment', actions: ['create'] }]
    const asks = { client: shop.walletAddress, access_token: { access } }
    const post = async (
      body: object,
      change: Parameters<ReturnType<typeof sender>>[0] = {},
      to = url,
    ) => {
      const text = JSON.stringify(body)
      return await sender({ url: to, body: text, key: shop.privateKey, keyId: shop.keyId })(change)
    }
    const stranger = generateKeyPairSync('ed25519').privateKey
    assert.equal((await post(asks, { unsigned: true })).status, 401)
    assert.equal((await post(asks, { key: stranger })).status, 401)
    assert.equal((await post(asks, { keyId: 'another' })).status, 400)
    assert.equal((await post(asks, { sentBody: JSON.stringify({ ...asks, more: 1 }) })).status, 401)
    const elsewhere = { ...asks, client: node.walletAddress('amina') }
    assert.ok([400, 401].includes((await post(elsewhere)).status))
    const nowhere = { ...asks, client: 'https://127.0.0.1:9/nobody' }
    assert.ok([400, 401].includes((await post(nowhere)).status))
    const otherTenant = `${node.urls.AUTH_PORT}/${systemRandom.uuid()}`
    assert.equal((await post(asks, {}, otherTenant)).status, 404)
    const wrongAccess = [
      [],
      [{ type: 'everything', actions: ['create'] }],
      [{ type: 'quote', actions: ['destroy'] }],
      [{ type: 'outgoing-payment', actions: ['create'], limits: { interval: 'R/x/y' } }],
      'all',
    ]
    for (const given of wrongAccess) {
      const { status, error } = await post({ ...asks, access_token: { access: given } })
      assert.equal(status, 400, JSON.stringify(given))
      assert.equal(error?.code, 'invalid_request')
    }
    for (const path of ['continue/nothing', `continue/${systemRandom.uuid()}`]) {
      const to = `${node.urls.AUTH_PORT}/${path}`
      const { status } = await post({}, { authorization: 'GNAP nothing' }, to)
      assert.ok([401, 404].includes(status), `${path}: ${status}`)
    }
    const rotating = await post({}, { key: stranger }, grantToken.manage)
    assert.equal(rotating.status, 401)
  })

  test('identity provider, introspection and service API give away nothing', async () => {
    const grant = `${node.urls.INTERACTION_PORT}/grant/${systemRandom.uuid()}/nonce`
    for (const secret of ['', 'x', 'x'.repeat(5_000), node.settings['COOKIE_KEY'] ?? '']) {
      for (const path of ['', '/accept', '/reject']) {
        const method = path === '' ? 'GET' : 'POST'
        const response = await fetch(`${grant}${path}`, {
          method,
          headers: { 'x-idp-secret': secret },
        })
        assert.ok([401, 404].includes(response.status))
      }
    }
    for (const access_token of ['', 'x', revoked.value, 'A'.repeat(10_000)]) {
      const response = await fetch(node.urls.INTROSPECTION_PORT, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ access_token }),
      })
      const inactive = { active: false }
      if (response.status === 200) assert.deepEqual(await response.json(), inactive)
      else assert.equal(response.status, 400)
    }
    for (const [method, path] of [
      ['PATCH', '/tenant/nobody'],
      ['DELETE', `/tenant/${systemRandom.uuid()}`],
    ]) {
      const response = await fetch(`${node.urls.SERVICE_API_PORT}${path}`, {
        method: method ?? '',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ deletedAt: 'never', apiSecret: 5 }),
      })
      assert.ok([400, 404].includes(response.status))
    }
  })

  test('requests that do not go on are ended by their server', async () => {
    for (const [index, answer] of (await Promise.all(slow)).entries()) {
      const surface = surfaces[index]
      assert.ok(surface)
      assert.equal(answer.status, 408, surface.port)
      assertClear(surface, answer)
    }
  })

  test('nothing of all that was kept, the node lives, and its log tells no secret', async () => {
    assert.deepEqual(await countRows(node), rows)
    for (const port of ['ADMIN_PORT', 'OPEN_PAYMENTS_PORT', 'AUTH_PORT'] as const) {
      assert.equal((await fetch(`${node.urls[port]}/readyz`)).status, 200)
    }
    const created = await shop.client.incomingPayment.create(
      {
        url: `${node.urls.OPEN_PAYMENTS_PORT}/${tenantId}`,
        accessToken: grantToken.value,
      },
      { walletAddress: shop.walletAddress },
    )
    const [method] = created.methods
    assert.ok(method?.type === 'ilp')
    secrets.push(method.sharedSecret)
    const output = await node.output()
    assert.ok(output.includes('"level":"debug"'))
    for (const secret of secrets) assert.equal(output.includes(secret), false, secret)
    const worst = output.split('\n').filter((line) => line.includes('"level":"error"'))
    assert.deepEqual(worst, [])
  })
})

/** What errors of GraphQL have, and what those of the others have. */
interface ErrorBodies {
  readonly errors: readonly { readonly message: string; readonly extensions: { code: string } }[]
  readonly error: { readonly code: string; readonly description: string }
}

/** The error that is documented for the interface, with words for a person. */
function assertClear({ error, port }: Surface, answer: RawAnswer): void {
  const told = `${port}: ${answer.headers}\n${answer.body}`
  assert.match(answer.headers, /\r\ncontent-type: /i, told)
  assert.doesNotMatch(answer.body, /node_modules|\.ts:\d+|\bat .*\(/, told)
  const isText = answer.headers.includes('text/plain')
  // Who has not signed is told one word.
  if (error === 'text' || (error === 'graphql' && answer.status === 401)) {
    assert.ok(isText && answer.body.length > 0, told)
    return
  }
  const body = JSON.parse(answer.body) as ErrorBodies
  if (error === 'graphql') {
    const [first] = body.errors
    assert.ok(first !== undefined && first.message.length > 0, told)
    assert.ok(first.extensions.code.length > 0, told)
    return
  }
  const { code, description } = body.error
  assert.ok(description.length > 0, told)
  if (error === 'open-payments') assert.equal(code, String(answer.status), told)
  else assert.match(code, /^[a-z_]+$/, told)
}

/** Sends one request over and over, each time with something else wrong. */
function sender(of: {
  readonly url: string
  readonly body: string
  readonly key: KeyObject
  readonly keyId: string
}) {
  return async (change: {
    readonly authorization?: string | undefined
    readonly unsigned?: boolean
    readonly key?: KeyObject
    readonly keyId?: string
    readonly signedUrl?: string
    readonly signedBody?: string
    readonly sentBody?: string
    readonly headers?: Readonly<Record<string, string>>
  }) => {
    const { authorization, key = of.key, keyId = of.keyId } = change
    const given = {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    }
    const { 'content-length': _length, ...signature } = signRequest(
      {
        method: 'POST',
        url: change.signedUrl ?? of.url,
        headers: given,
        body: change.signedBody ?? of.body,
      },
      { key, keyId, createdSec: Math.floor(Date.now() / 1000) },
    )
    const response = await fetch(of.url, {
      method: 'POST',
      headers: { ...given, ...(change.unsigned === true ? {} : signature), ...change.headers },
      body: change.sentBody ?? of.body,
    })
    const text = await response.text()
    const { error } = JSON.parse(text) as { error?: { code?: string; description?: string } }
    return { status: response.status, as: response.headers.get('www-authenticate'), error }
  }
}

function isRefused(error: unknown): boolean {
  assert.ok(error instanceof AdminRefusal, String(error))
  assert.ok(['BAD_USER_INPUT', 'NOT_FOUND', 'FORBIDDEN'].includes(error.code), String(error))
  return true
}

function isUserError(error: unknown): boolean {
  return error instanceof AdminRefusal && error.code === 'BAD_USER_INPUT'
}
