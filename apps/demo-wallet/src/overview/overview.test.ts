import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestWallet } from '../test-wallet.ts'

interface AccountJson extends Readonly<Record<string, unknown>> {
  readonly movements: readonly Readonly<Record<string, unknown>>[]
}

test('shows people what every account has, and where to pay to', async () => {
  await using wallet = await startTestWallet()
  wallet.books.hold({ account: 'amina', payment: 'p', amount: 1_500n })
  const text = await (await wallet.get('/')).text()
  for (const part of [
    'Amina Otieno',
    '$985.00',
    '$15.00 on hold',
    'href="http://127.0.0.1:3003/amina"',
  ]) {
    assert.ok(text.includes(part), part)
  }
})

test('tells programs about one account, amounts in the smallest unit', async () => {
  await using wallet = await startTestWallet()
  wallet.books.receive({ account: 'amina', payment: 'i', amount: 25n })
  const answer = (await (await wallet.get('/accounts/amina')).json()) as AccountJson
  const { movements, ...account } = answer
  assert.deepEqual(account, {
    id: 'amina',
    name: 'Amina Otieno',
    walletAddress: 'https://127.0.0.1:3003/amina',
    assetCode: 'USD',
    assetScale: 2,
    balance: '100025',
    held: '0',
    available: '100025',
  })
  assert.deepEqual(
    movements.map(({ kind, amount, payment }) => [kind, amount, payment]),
    [
      ['received', '25', 'i'],
      ['opened', '100000', undefined],
    ],
  )
  assert.equal((await wallet.get('/accounts/nobody')).status, 404)
})

test('serves what its pages refer to', async () => {
  await using wallet = await startTestWallet()
  const page = await (await wallet.get('/')).text()
  const references = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '')
  assert.ok(references.includes('/style.css') && references.includes('/refresh.js'))
  for (const path of references) assert.equal((await wallet.get(path)).status, 200, path)
})
