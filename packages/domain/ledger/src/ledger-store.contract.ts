import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { uint64Max } from '@kivuko/money'
import { describeCommits } from './commit.contract.ts'
import {
  accountNamed,
  type LedgerUnderTest,
  runLedgerTable,
  transferNamed,
} from './test-ledger-table.ts'

export type { LedgerUnderTest } from './test-ledger-table.ts'

/** The suite that every ledger store must pass. `open` gives each test a ledger of its own. */
export function ledgerStoreContract(name: string, open: () => Promise<LedgerUnderTest>): void {
  describe(name, () => {
    describeTables(open)
    describeAccounts(open)
    describeSignals(open)
    describeCommits(open)
  })
}

const tables: Readonly<Record<string, string>> = {
  'money moves from debit to credit and no account is overdrawn': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    transfer   T2 alice -> bob 60                => done
    transfer   T3 alice -> bob 41                => InsufficientBalance
    transfer   T4 alice -> bob 40                => done
    balance    alice                             => debits 100 + 0, credits 100 + 0
    balance    bob                               => debits 0 + 0, credits 100 + 0
    withdrawal T5 bob -> bank 100                => done
    balance    bank                              => debits 100 + 0, credits 100 + 0`,

  'a settlement account gives what it likes and takes back no more than that': `
    open       bank  settlement
    open       vault settlement
    open       alice peer
    deposit    T1 bank -> alice 50               => done
    withdrawal T2 alice -> vault 10              => InsufficientBalance
    withdrawal T3 alice -> bank 20               => done
    pending    P1 alice -> bank 30               => done
    balance    bank                              => debits 50 + 0, credits 20 + 30
    transfer   T4 vault -> bank 1                => InsufficientBalance`,

  'a transfer that cannot be is refused by name': `
    open       bank  settlement
    open       alice peer
    open       dollars peer in 2
    deposit    T1 bank -> alice 100              => done
    transfer   T2 alice -> alice 1               => SameAccounts
    transfer   T3 alice -> bank 0                => AmountInvalid
    transfer   T4 alice -> bank -1               => AmountInvalid
    transfer   T5 alice -> bank 18446744073709551616 => AmountInvalid
    pending    P1 alice -> bank 0                => AmountInvalid
    transfer   T6 nobody -> bank 1               => DebitAccountUnknown
    transfer   T7 alice -> nobody 1              => CreditAccountUnknown
    transfer   T8 alice -> dollars 1             => DifferentLedgers
    post       P2                                => TransferUnknown
    void       P2                                => TransferUnknown
    balance    alice                             => debits 0 + 0, credits 100 + 0
    balance    nobody                            => none`,

  'the same id is the same transfer, whatever it says the second time': `
    open       bank  settlement
    open       alice peer
    deposit    T1 bank -> alice 100              => done
    deposit    T1 bank -> alice 100              => TransferExists
    deposit    T1 bank -> alice 7                => TransferExists
    pending    P1 alice -> bank 10               => done
    pending    P1 alice -> bank 10               => TransferExists
    transfer   P1 alice -> bank 10               => TransferExists
    void       P1                                => done
    pending    P1 alice -> bank 10               => TransferExists
    balance    alice                             => debits 0 + 0, credits 100 + 0`,

  'a pending transfer reserves, a post takes, a void gives back': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    pending    P1 alice -> bob 60                => done
    pending    P2 alice -> bob 41                => InsufficientBalance
    pending    P3 alice -> bob 40                => done
    balance    alice                             => debits 0 + 100, credits 100 + 0
    balance    bob                               => debits 0 + 0, credits 0 + 100
    transfer   T2 bob -> alice 1                 => InsufficientBalance
    post       P1                                => done
    void       P3                                => done
    balance    alice                             => debits 60 + 0, credits 100 + 0
    balance    bob                               => debits 0 + 0, credits 60 + 0
    post       P1                                => AlreadyPosted
    void       P1                                => AlreadyPosted
    post       P3                                => AlreadyVoided
    void       P3                                => AlreadyVoided
    post       T1                                => AlreadyPosted`,

  'a part may be posted, and the rest is released': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    pending    P1 alice -> bob 60                => done
    post       P1 61                             => AmountInvalid
    post       P1 0                              => AmountInvalid
    post       P1 25                             => done
    balance    alice                             => debits 25 + 0, credits 100 + 0
    balance    bob                               => debits 0 + 0, credits 25 + 0`,

  'linked operations are all done or none': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    transfer   T2 alice -> bob 60
    & transfer T3 alice -> bob 60                => InsufficientBalance at 1
    balance    bob                               => debits 0 + 0, credits 0 + 0
    transfer   T2 alice -> bob 60
    & transfer T3 bob -> alice 60
    & transfer T4 alice -> bob 100               => done
    balance    bob                               => debits 60 + 0, credits 160 + 0
    pending    P1 bob -> alice 30
    & post     P1 20
    & void     P1                                => AlreadyPosted at 2
    balance    bob                               => debits 60 + 0, credits 160 + 0
    post       P1                                => TransferUnknown
    pending    P1 bob -> alice 30
    & post     P1 20                             => done
    balance    bob                               => debits 80 + 0, credits 160 + 0
    void       P1                                => AlreadyPosted`,

  'a refusal takes back the end of a pending transfer too': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    pending    P1 alice -> bob 60                => done
    post       P1 20
    & transfer T2 alice -> bob 81                => InsufficientBalance at 1
    balance    alice                             => debits 0 + 60, credits 100 + 0
    void       P1
    & transfer T3 alice -> bob 101               => InsufficientBalance at 1
    open pendings alice                          => P1
    post       P1 20
    & transfer T4 alice -> bob 80                => done
    balance    alice                             => debits 100 + 0, credits 100 + 0`,

  'across assets, both legs move or neither does': `
    open       bankA  settlement
    open       assetA asset
    open       alice  peer
    open       bankB  settlement in 2
    open       assetB asset in 2
    open       bob    peer in 2
    deposit    T1 bankA -> alice 100             => done
    deposit    T2 bankB -> assetB 50             => done
    pending    P1 alice -> assetA 60
    & pending  P2 assetB -> bob 51               => InsufficientBalance at 1
    open pendings alice                          => none
    pending    P1 alice -> assetA 60
    & pending  P2 assetB -> bob 50               => done
    post       P1
    & post     P2                                => done
    balance    assetA                            => debits 0 + 0, credits 60 + 0
    balance    bob                               => debits 0 + 0, credits 50 + 0`,

  'a pending transfer whose time is over can only be released': `
    open       bank  settlement
    open       alice peer
    open       bob   peer
    deposit    T1 bank -> alice 100              => done
    pending    P1 alice -> bob 60 for 5s         => done
    pending    P2 alice -> bob 40                => done
    wait       4s
    release                                      => 0
    open pendings alice                          => P1, P2
    wait       1s
    open pendings alice                          => P2
    post       P1                                => TransferExpired
    void       P1                                => TransferExpired
    transfer   T2 alice -> bob 1                 => InsufficientBalance
    release                                      => 1
    release                                      => 0
    post       P1                                => TransferExpired
    balance    alice                             => debits 0 + 40, credits 100 + 0
    balance    bob                               => debits 0 + 0, credits 0 + 40
    transfer   T2 alice -> bob 60                => done`,

  'totals may exceed the largest amount': `
    open       bank  settlement
    open       alice peer
    deposit    T1 bank -> alice 18446744073709551615 => done
    deposit    T2 bank -> alice 18446744073709551615 => done
    balance    alice => debits 0 + 0, credits 36893488147419103230 + 0
    withdrawal T3 alice -> bank 18446744073709551615
    & withdrawal T4 alice -> bank 18446744073709551615
    & withdrawal T5 alice -> bank 1              => InsufficientBalance at 2`,
}

function describeTables(open: () => Promise<LedgerUnderTest>): void {
  for (const [name, table] of Object.entries(tables)) {
    test(name, async () => {
      await using ledger = await open()
      await runLedgerTable(ledger, table)
    })
  }
}

function describeAccounts(open: () => Promise<LedgerUnderTest>): void {
  const alice = { id: accountNamed('alice'), ledger: 1, kind: 'peer' } as const

  test('an account is opened once, and never as something else', async () => {
    await using ledger = await open()
    const { store } = ledger
    await store.createAccounts([alice, alice])
    await store.createAccounts([alice])
    await assert.rejects(
      store.createAccounts([{ ...alice, ledger: 2 }]),
      /exists as peer of ledger 1/,
    )
    await assert.rejects(store.createAccounts([{ ...alice, kind: 'asset' }]), /exists as peer/)
    const audit = await store.audit()
    assert.deepEqual(
      audit.map(({ ledger: number, accounts }) => [number, accounts]),
      [[1, 1]],
    )
  })

  test('transfers are shown newest first, on the side where the account stands', async () => {
    await using ledger = await open()
    const { store, clock } = ledger
    await runLedgerTable(
      ledger,
      `open    bank settlement
      open     alice peer
      deposit  T1 bank -> alice 10      => done
      wait     1s
      deposit  T2 bank -> alice 20      => done
      wait     1s
      pending  P1 alice -> bank 5 for 9s => done
      wait     1s
      pending  P2 alice -> bank 6       => done
      post     P2 4                     => done`,
    )
    const { debits, credits } = await store.transfers({ accountId: alice.id, limit: 9 })
    const shown = (list: typeof debits) =>
      list.map(({ id, amount, state }) => ({ id, amount, state }))
    assert.deepEqual(shown(debits), [
      { id: transferNamed('P2'), amount: 4n, state: 'posted' },
      { id: transferNamed('P1'), amount: 5n, state: 'pending' },
    ])
    assert.deepEqual(shown(credits), [
      { id: transferNamed('T2'), amount: 20n, state: 'posted' },
      { id: transferNamed('T1'), amount: 10n, state: 'posted' },
    ])
    const newest = await store.transfers({ accountId: alice.id, limit: 1 })
    assert.deepEqual([newest.debits.length, newest.credits.length], [1, 1])
    assert.deepEqual(await store.transfer(transferNamed('P1')), {
      id: transferNamed('P1'),
      debitId: alice.id,
      creditId: accountNamed('bank'),
      amount: 5n,
      code: 'transfer',
      ledger: 1,
      createdAtMs: clock.now() - 1_000,
      expiresAtMs: clock.now() + 8_000,
      state: 'pending',
    })
    await clock.advance(9_000)
    await store.releaseExpired(clock.now())
    assert.equal((await store.transfer(transferNamed('P1')))?.state, 'voided')
    assert.equal(await store.transfer(transferNamed('T9')), undefined)
  })

  test('a pending transfer names those that were made with it', async () => {
    await using ledger = await open()
    await runLedgerTable(
      ledger,
      `open    bank settlement
      open     alice peer
      open     bob peer
      deposit  T1 bank -> alice 100     => done
      deposit  T2 bank -> bob 100       => done
      pending  P1 alice -> bob 5
      & pending P2 bob -> alice 6       => done
      pending  P3 alice -> bob 7        => done`,
    )
    const linked = await ledger.store.openPendings(alice.id)
    assert.deepEqual(
      linked.map(({ linkedIds }) => new Set(linkedIds)),
      [new Set(['P1', 'P2'].map(transferNamed)), new Set([transferNamed('P3')])],
    )
  })

  test('the largest amount moves in one transfer', async () => {
    await using ledger = await open()
    await runLedgerTable(
      ledger,
      `open    bank settlement
      open     alice peer
      deposit  T1 bank -> alice ${uint64Max}  => done
      pending  P1 alice -> bank ${uint64Max}  => done
      post     P1 ${uint64Max}                => done`,
    )
  })
}

function describeSignals(open: () => Promise<LedgerUnderTest>): void {
  const alice = accountNamed('alice')
  const setUp = `
    open     bank settlement
    open     alice peer
    deposit  T1 bank -> alice 100     => done`

  test('an account that asks for it reports its credits, once until it is taken', async () => {
    await using ledger = await open()
    const { store, takeSignals } = ledger
    await store.createAccounts([
      { id: alice, ledger: 1, kind: 'peer', signals: { credited: true } },
    ])
    await runLedgerTable(ledger, setUp)
    await runLedgerTable(ledger, 'deposit T2 bank -> alice 5 => done')
    const credited = { signal: 'credited', limit: 10 } as const
    assert.deepEqual(await takeSignals({ signal: 'low', limit: 10 }), [])
    assert.deepEqual(await takeSignals(credited), [
      { accountId: alice, kind: 'peer', signal: 'credited' },
    ])
    assert.deepEqual(await takeSignals(credited), [])
    await runLedgerTable(ledger, 'pending P1 bank -> alice 5 => done')
    assert.deepEqual(await takeSignals(credited), [], 'what is only reserved is not credited')
    await runLedgerTable(ledger, 'post P1 => done')
    assert.equal((await takeSignals(credited)).length, 1)
    await store.setSignals(alice, { credited: false })
    await runLedgerTable(ledger, 'deposit T3 bank -> alice 5 => done')
    assert.deepEqual(await takeSignals(credited), [])
  })

  test('an account reports each fall of its liquidity to the threshold, once', async () => {
    await using ledger = await open()
    const { store, takeSignals } = ledger
    const takeLow = async () => (await takeSignals({ signal: 'low', limit: 10 })).length
    await runLedgerTable(ledger, setUp)
    await store.setSignals(alice, { lowAt: 50n })
    await runLedgerTable(ledger, 'withdrawal T2 alice -> bank 49 => done')
    assert.equal(await takeLow(), 0)
    await runLedgerTable(ledger, 'pending P1 alice -> bank 1 => done')
    assert.equal(await takeLow(), 1, 'at the threshold counts as low')
    await runLedgerTable(ledger, 'withdrawal T3 alice -> bank 10 => done')
    assert.equal(await takeLow(), 0, 'it was low before')
    await runLedgerTable(ledger, 'deposit T4 bank -> alice 60 => done')
    await runLedgerTable(ledger, 'withdrawal T5 alice -> bank 90 => done')
    assert.equal(await takeLow(), 1)
    await store.setSignals(alice, { lowAt: null })
    await runLedgerTable(ledger, 'deposit T6 bank -> alice 90 => done')
    await runLedgerTable(ledger, 'withdrawal T7 alice -> bank 90 => done')
    assert.equal(await takeLow(), 0)
  })

  test('a refused group reports nothing', async () => {
    await using ledger = await open()
    await runLedgerTable(ledger, setUp)
    await ledger.store.setSignals(alice, { credited: true })
    await runLedgerTable(
      ledger,
      `deposit T2 bank -> alice 5
      & withdrawal T3 alice -> bank 200 => InsufficientBalance at 1`,
    )
    assert.deepEqual(await ledger.takeSignals({ signal: 'credited', limit: 10 }), [])
  })

  test('signals are taken oldest first and no more than asked for', async () => {
    await using ledger = await open()
    const names = ['carol', 'bob', 'dave']
    await ledger.store.createAccounts(
      names.map((name) => ({
        id: accountNamed(name),
        ledger: 1,
        kind: 'incoming' as const,
        signals: { credited: true },
      })),
    )
    await runLedgerTable(
      ledger,
      `${setUp}
      transfer T2 alice -> carol 1 => done
      transfer T3 alice -> bob 1   => done
      transfer T4 alice -> dave 1  => done`,
    )
    const take = async () => {
      const taken = await ledger.takeSignals({ signal: 'credited', limit: 2 })
      return taken.map(({ accountId, kind }) => [accountId, kind])
    }
    assert.deepEqual(await take(), [
      [accountNamed('carol'), 'incoming'],
      [accountNamed('bob'), 'incoming'],
    ])
    assert.deepEqual(await take(), [[accountNamed('dave'), 'incoming']])
  })
}
