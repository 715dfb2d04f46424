import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestWallet, type TestWallet } from '../test-wallet.ts'

const amina = 'https://127.0.0.1:3003/amina'
const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })
const spending = {
  type: 'outgoing-payment',
  actions: ['create', 'read'],
  identifier: amina,
  limits: { debitAmount: usd('2500') },
}

/** Puts a grant at the node, and gives the path to the page that asks for it. */
function ask(
  wallet: TestWallet,
  access: readonly unknown[] = [spending],
  state = 'PENDING',
): string {
  wallet.node.grants.set('i/n', { grantId: 'g', access, state })
  const client = 'clientName=Duka+Online&clientUri=https%3A%2F%2Fduka.example'
  return `/consent?interactId=i&nonce=n&${client}`
}

/** Opens the page as a browser does, and gives the form that it would send. */
async function openForm(wallet: TestWallet, path: string) {
  const page = await wallet.get(path)
  const token = /name="token" value="([^"]+)"/.exec(await page.text())?.[1]
  const cookie = page.headers.get('set-cookie')?.split(';')[0]
  assert.ok(token !== undefined && cookie !== undefined)
  return { form: { interactId: 'i', nonce: 'n', token }, cookie }
}

test('says who asks for how much, from which account', async () => {
  await using wallet = await startTestWallet()
  const page = await wallet.get(ask(wallet))
  const text = await page.text()
  assert.equal(page.status, 200)
  for (const part of [
    'Let Duka Online pay from your account?',
    'https://duka.example',
    '$25.00',
    'Amina Otieno',
    '$1,000.00',
    'See the payments that it sends for you',
  ]) {
    assert.ok(text.includes(part), part)
  }
})

test('says when there is no limit, and when the account has less', async () => {
  await using wallet = await startTestWallet()
  const unlimited = await wallet.get(ask(wallet, [{ ...spending, limits: undefined }]))
  assert.match(await unlimited.text(), /Any amount/)
  const dear = { ...spending, limits: { debitAmount: usd('100001') } }
  assert.match(await (await wallet.get(ask(wallet, [dear]))).text(), /more than the account has/)
})

test('keeps what a client calls itself from becoming part of the page', async () => {
  await using wallet = await startTestWallet()
  const name = encodeURIComponent('<script>alert("x")</script>')
  const page = await wallet.get(ask(wallet).replace('Duka+Online', name))
  const text = await page.text()
  assert.ok(text.includes('&#60;script&#62;alert(&#34;x&#34;)'))
  assert.ok(!text.includes('<script>alert'))
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  assert.equal(page.headers.get('x-frame-options'), 'DENY')
  assert.equal(page.headers.get('cache-control'), 'no-store')
})

for (const decision of ['accept', 'reject']) {
  test(`tells the authorization server (${decision}) and sends the browser on`, async () => {
    await using wallet = await startTestWallet()
    const { form, cookie } = await openForm(wallet, ask(wallet))
    const answer = await wallet.post('/consent', { ...form, decision }, { cookie })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.get('location'), 'https://auth.example/interact/i/n/finish')
    assert.deepEqual(wallet.node.decisions, [`i/n/${decision}`])
  })
}

test('takes a form only from the browser that it gave it to, for its own question', async () => {
  await using wallet = await startTestWallet()
  const { form, cookie } = await openForm(wallet, ask(wallet))
  wallet.node.grants.set('i/other', { grantId: 'h', access: [spending], state: 'PENDING' })
  const accept = { ...form, decision: 'accept' }
  const other = await openForm(wallet, ask(wallet))
  for (const [sent, headers] of [
    [accept, {}],
    [accept, { cookie: other.cookie }],
    [{ ...accept, nonce: 'other' }, { cookie }],
    [{ ...accept, token: 'AAAA' }, { cookie }],
  ] as const) {
    assert.equal((await wallet.post('/consent', sent, headers)).status, 403)
  }
  assert.deepEqual(wallet.node.decisions, [])
})

test('two questions in one browser do not disturb each other', async () => {
  await using wallet = await startTestWallet()
  const path = ask(wallet)
  const { form, cookie } = await openForm(wallet, path)
  const again = await wallet.get(path, { cookie })
  assert.ok(again.headers.get('set-cookie')?.startsWith(cookie))
  const answer = await wallet.post('/consent', { ...form, decision: 'accept' }, { cookie })
  assert.equal(answer.status, 303)
})

test('has a word for everything that can go wrong', async () => {
  await using wallet = await startTestWallet()
  const { form, cookie } = await openForm(wallet, ask(wallet))
  const decided = await wallet.get(ask(wallet, [spending], 'APPROVED'))
  assert.deepEqual([decided.status, /decided already/.test(await decided.text())], [200, true])
  const late = await wallet.post('/consent', { ...form, decision: 'accept' }, { cookie })
  assert.deepEqual([late.status, /decided already/.test(await late.text())], [409, true])
  const unknown = await wallet.get(ask(wallet).replace('nonce=n', 'nonce=x'))
  assert.deepEqual([unknown.status, /nothing to decide/.test(await unknown.text())], [404, true])
  assert.equal((await wallet.get('/consent')).status, 400)
  assert.equal((await wallet.post('/consent', form, { cookie })).status, 400)
  await wallet.node[Symbol.asyncDispose]()
  const away = await wallet.get(ask(wallet))
  assert.deepEqual([away.status, /cannot answer just now/.test(await away.text())], [502, true])
})
