import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, startProgram, type TestDatabase, waitFor } from '@kivuko/testing'
import { createAdmin } from './test-admin.ts'
import { openClient } from './test-client.ts'
import { openFolder } from './test-folder.ts'
import {
  adminOptions,
  kivukoProgram,
  nodeSettings,
  programEnvironment,
  runKivuko,
  type Settings,
  startTestNode,
  type TestNode,
  urlsOf,
} from './test-node.ts'
import {
  assetLiquidity,
  createAsset,
  createPeer,
  createWallet,
  depositAsset,
  peerLiquidity,
} from './test-objects.ts'
import {
  type FulfillingPeer,
  outcomeOf,
  packetTo,
  peerChangeMsMax,
  postPacket,
  startFulfillingPeer,
  untilKnown,
} from './test-packets.ts'

/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9'

const asePlaces = { WEBHOOK_URL: `${nowhere}/webhooks` }

/** Runs a command to its end and gives its exit code and all that it wrote. */
async function runToEnd(
  folder: string,
  command: { readonly name: string; readonly args: readonly string[]; readonly settings: Settings },
) {
  const { name, args, settings } = command
  const env = programEnvironment(settings)
  await using program = await startProgram({
    folder,
    program: { name, args: [kivukoProgram, ...args], env },
  })
  const { code } = await program.ended
  return { code, output: await program.output() }
}

describe('a node', () => {
  const opened = new AsyncDisposableStack()
  let folder: string
  let node: TestNode
  let usd: string

  before(async () => {
    folder = opened.use(await openFolder()).path
    node = opened.use(await startTestNode({ folder, name: 'node', settings: asePlaces }))
    usd = await createAsset(node.admin, { code: 'USD', liquidity: '1000' })
  })
  after(() => opened.disposeAsync())

  test('does not start on data that another one runs on, and says whose they are', async () => {
    const { KIVUKO_DATA_DIR = '' } = node.settings
    const settings = await nodeSettings({
      folder,
      name: 'intruder',
      settings: { ...asePlaces, KIVUKO_DATA_DIR },
    })
    const { code, output } = await runToEnd(folder, { name: 'intruder', args: ['up'], settings })
    assert.equal(code, 1)
    assert.match(output, /the data folder .*node.* is in use by process \d+/)
    assert.equal((await fetch(`${node.urls.ADMIN_PORT}/readyz`)).status, 200)
  })

  test('says which port is taken', async () => {
    const { ADMIN_PORT = '' } = node.settings
    const settings = await nodeSettings({ folder, name: 'guest', settings: asePlaces })
    const taken = { ...settings, ADMIN_PORT }
    const { code, output } = await runToEnd(folder, {
      name: 'guest',
      args: ['up'],
      settings: taken,
    })
    assert.equal(code, 1)
    assert.match(output, new RegExp(`EADDRINUSE.*${ADMIN_PORT}`))
  })

  test('has what it had after a kill, and after a stop', async () => {
    const address = node.walletAddress('kept')
    const walletId = await createWallet(node.admin, { assetId: usd, address })
    const ends: readonly (() => Promise<unknown>)[] = [() => node.kill(), () => node.stop()]
    for (const end of ends) {
      await depositAsset(node.admin, { assetId: usd, amount: '10' })
      const kept = await assetLiquidity(node.admin, usd)
      await end()
      await assert.rejects(fetch(`${node.urls.ADMIN_PORT}/readyz`))
      await node.start()
      assert.equal(await assetLiquidity(node.admin, usd), kept)
      const found = await node.admin.call<{ walletAddressByUrl: { id: string } }>(
        `query ($url: String!) { walletAddressByUrl(url: $url) { id } }`,
        { url: address },
      )
      assert.equal(found.walletAddressByUrl.id, walletId)
      assert.equal((await node.books()).balanced, true)
    }
  })

  test('answers what is under way before it stops', async () => {
    await using hop = await startFulfillingPeer()
    const peer = { assetId: usd, endpoint: hop.url, outgoingToken: 'out' }
    const from = await createPeer(node.admin, {
      ...peer,
      ilpAddress: 'test.from',
      incomingToken: 'token-from',
    })
    await createPeer(node.admin, { ...peer, ilpAddress: 'test.to', incomingToken: 'token-to' })
    await untilKnown(node.urls.CONNECTOR_PORT, 'token-to')
    const couldSend = await peerLiquidity(node.admin, from)
    const deposited = await assetLiquidity(node.admin, usd)

    hop.delayMs = 1_000
    const packets = Array.from({ length: 20 }, () =>
      postPacket(node.urls.CONNECTOR_PORT, { token: 'token-from', packet: packetTo('test.to.x') }),
    )
    await waitFor(() => hop.prepares.length === packets.length)
    const deposits = Array.from({ length: 20 }, () =>
      depositAsset(node.admin, { assetId: usd, amount: '1' }),
    )
    await Promise.race(deposits)
    assert.equal(await node.stop(), 0)

    const outcomes = await Promise.all(packets.map(async (packet) => outcomeOf(await packet)))
    assert.deepEqual([...new Set(outcomes)], ['fulfilled'])
    const answers = await Promise.allSettled(deposits)
    const done = answers.filter(({ status }) => status === 'fulfilled').length
    await node.start()
    assert.equal(couldSend - (await peerLiquidity(node.admin, from)), BigInt(packets.length * 100))
    assert.equal(await assetLiquidity(node.admin, usd), deposited + BigInt(done))
  })

  test('takes a change of a peer while packets flow', async () => {
    await using hop = await startFulfillingPeer()
    await assertPeerChanges(node, { hop, usd })
  })
})

/** Adds, changes and removes a peer while another one sends packets to it all the time. */
async function assertPeerChanges(
  { admin, urls }: TestNode,
  { hop, usd }: { readonly hop: FulfillingPeer; readonly usd: string },
): Promise<void> {
  const stop = new AbortController()
  const outcomes: string[] = []
  const latest = (outcome: string) =>
    waitFor(() => outcomes.at(-1) === outcome, { what: outcome, timeoutMs: peerChangeMsMax })
  const send = async (): Promise<void> => {
    const packet = packetTo('test.changing.x')
    const posted = await postPacket(urls.CONNECTOR_PORT, { token: 'token-steady', packet })
    outcomes.push(await outcomeOf(posted))
  }
  const peer = { assetId: usd, endpoint: hop.url, outgoingToken: 'out' }
  const steady = { ...peer, ilpAddress: 'test.steady', incomingToken: 'token-steady' }
  const steadyId = await createPeer(admin, steady)
  await untilKnown(urls.CONNECTOR_PORT, 'token-steady')
  const flow = (async () => {
    while (!stop.signal.aborted) {
      await send()
      await sleep(2)
    }
  })()
  const update = async (id: string, change: object) =>
    await admin.call(
      `mutation ($input: UpdatePeerInput!) { updatePeer(input: $input) { peer { id } } }`,
      { input: { id, ...change } },
    )

  await latest('F02')
  const changing = { ...peer, ilpAddress: 'test.changing', incomingToken: 'token-changing' }
  const id = await createPeer(admin, changing)
  await latest('fulfilled')
  await update(steadyId, { maxPacketAmount: '99' })
  await latest('F08')
  await update(steadyId, { maxPacketAmount: '100' })
  await latest('fulfilled')
  await update(id, {
    http: { outgoing: { endpoint: nowhere, authToken: 'out' }, incoming: { authTokens: ['new'] } },
  })
  await latest('T01')
  await untilKnown(urls.CONNECTOR_PORT, 'new')
  await update(id, { http: { outgoing: { endpoint: hop.url, authToken: 'out' } } })
  await latest('fulfilled')
  await admin.call(
    `mutation ($input: DeletePeerInput!) { deletePeer(input: $input) { success } }`,
    { input: { id } },
  )
  await latest('F02')
  stop.abort()
  await flow
  assert.deepEqual([...new Set(outcomes)].sort(), ['F02', 'F08', 'T01', 'fulfilled'])
}

describe('a configuration', () => {
  test('that is wrong is told in full, by name, and without its secrets', async () => {
    await using folder = await openFolder()
    const wrong = {
      NODE_ENV: 'production',
      ADMIN_PORT: 'http',
      STREAM_SECRET: 'bm90IDMyIGJ5dGVz',
      SLIPPAGE: '2',
      OPERATOR_TENANT_ID: 'the operator',
      WEBHOOK_URL: 'example.com/webhooks',
      DATABASE_URL: 'mysql://root:hush-hush@localhost/db',
    }
    const missing = ['ADMIN_API_SECRET', 'ILP_ADDRESS', 'KEY_ID', 'OPEN_PAYMENTS_URL']
    const told = [...Object.keys(wrong).slice(1), ...missing]
    for (const [command, more] of [
      ['backend', []],
      ['up', ['AUTH_SERVER_URL', 'COOKIE_KEY', 'IDENTITY_SERVER_SECRET']],
    ] as const) {
      const { code, output } = await runToEnd(folder.path, {
        name: command,
        args: [command],
        settings: wrong,
      })
      assert.equal(code, 1)
      for (const name of [...told, ...more]) assert.match(output, new RegExp(`\\b${name}\\b`))
      assert.doesNotMatch(output, /hush-hush|bm90IDMyIGJ5dGVz/)
    }
  })

  test('is asked for a command that there is', async () => {
    await using folder = await openFolder()
    const unknown = { name: 'unknown', args: ['down'], settings: {} }
    const { code, output } = await runToEnd(folder.path, unknown)
    assert.equal(code, 2)
    assert.match(output, /there is no command down[\s\S]*kivuko up/)
  })
})

describe('backend and auth in processes of their own', () => {
  const opened = new AsyncDisposableStack()
  let folder: string
  let databases: { readonly backend: TestDatabase; readonly auth: TestDatabase }
  let settings: Settings

  before(async () => {
    folder = opened.use(await openFolder()).path
    databases = {
      backend: opened.use(await createTestDatabase()),
      auth: opened.use(await createTestDatabase()),
    }
    const made = await nodeSettings({ folder, name: 'apart', settings: asePlaces })
    const urls = urlsOf(made)
    settings = {
      ...made,
      DATABASE_URL: databases.backend.url,
      AUTH_DATABASE_URL: databases.auth.url,
      ENABLE_MANUAL_MIGRATIONS: 'true',
      OPEN_PAYMENTS_URL: urls.OPEN_PAYMENTS_PORT,
      WALLET_ADDRESS_URL: `${urls.OPEN_PAYMENTS_PORT}/.well-known/pay`,
      AUTH_SERVER_URL: urls.AUTH_PORT,
      AUTH_SERVER_GRANT_URL: urls.AUTH_PORT,
      AUTH_SERVER_INTROSPECTION_URL: urls.INTROSPECTION_PORT,
      ILP_CONNECTOR_URL: urls.CONNECTOR_PORT,
      IDENTITY_SERVER_URL: `${nowhere}/consent`,
    }
  })
  after(() => opened.disposeAsync())

  const start = async (command: 'backend' | 'auth') => {
    const env = programEnvironment(settings)
    const program = { name: command, args: [kivukoProgram, command], env }
    const started = opened.use(await startProgram({ folder, program }))
    const urls = urlsOf(settings)
    await started.ready(`${command === 'auth' ? urls.AUTH_PORT : urls.ADMIN_PORT}/readyz`)
    return started
  }

  test('do not start on schemas that nobody has migrated', async () => {
    for (const command of ['backend', 'auth']) {
      const run = { name: `early-${command}`, args: [command], settings }
      const { code, output } = await runToEnd(folder, run)
      assert.equal(code, 1)
      assert.match(output, /migrat/)
    }
  })

  test('are migrated once, however many do it, and then no more', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => runKivuko(settings, ['migrate'])))
    const applied = runs
      .join('')
      .split('\n')
      .filter((line) => line.includes('.sql'))
    assert.ok(applied.length >= 5)
    assert.equal(new Set(applied).size, applied.length)
    const again = await runKivuko(settings, ['migrate'])
    assert.deepEqual(again.trim().split('\n'), [
      'DATABASE_URL: up to date',
      'AUTH_DATABASE_URL: up to date',
    ])
  })

  test('know each other’s tokens', async () => {
    const auth = await start('auth')
    const backend = await start('backend')
    const urls = urlsOf(settings)
    const admin = createAdmin(adminOptions({ settings, urls }))
    const walletAddress = (name: string) =>
      `https://127.0.0.1:${settings['OPEN_PAYMENTS_PORT']}/${name}`
    const assetId = await createAsset(admin, { code: 'USD' })
    const node = { admin, walletAddress, settings, urls } as TestNode
    const { client, walletAddress: shop } = await openClient(node, { name: 'shop', assetId })
    const { authServer, resourceServer } = await client.walletAddress.get({ url: shop })
    const grant = await client.grant.request(
      { url: authServer },
      { access_token: { access: [{ type: 'incoming-payment', actions: ['create', 'read'] }] } },
    )
    assert.ok('access_token' in grant && grant.access_token !== undefined)
    const by = { url: resourceServer, accessToken: grant.access_token.value }
    const created = await client.incomingPayment.create(by, { walletAddress: shop })
    assert.equal(created.completed, false)
    await assert.rejects(
      client.incomingPayment.create(
        { ...by, accessToken: '0123456789ABCDEF0123' },
        { walletAddress: shop },
      ),
      { status: 403 },
    )
    await auth.stop()
    await assert.rejects(client.incomingPayment.create(by, { walletAddress: shop }), {
      status: 401,
    })
    assert.equal((await backend.stop()).code, 0)
    assert.equal((await auth.ended).code, 0)
  })
})
