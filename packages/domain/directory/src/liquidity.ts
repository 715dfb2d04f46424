import type { Clock } from '@kivuko/clock'
import type { AccountId, LedgerRefusal, LedgerStore, TransferId } from '@kivuko/ledger'
import { type Refused, refuse } from './refused.ts'

/** Longest time that a two-phase withdrawal may stay open. */
const withdrawalTimeoutSecondsMax = 365 * 24 * 60 * 60

/** Why money was not put in or taken out. */
export type LiquidityRefusal =
  | 'AlreadyPosted'
  | 'AlreadyVoided'
  | 'AmountZero'
  | 'InsufficientBalance'
  | 'InvalidId'
  | 'TransferExists'
  | 'UnknownTransfer'

/** The two accounts that money moves between when it comes into the node or leaves it. */
export interface LiquidityAccounts {
  readonly accountId: AccountId
  readonly settlementId: AccountId
}

/**
 * Money that the ASE puts into an account or takes out of it, against the asset's settlement
 * account. The id is the ASE's: the same one again is refused as `TransferExists`, and nothing
 * moves twice.
 */
export interface Liquidity {
  deposit(
    deposit: LiquidityAccounts & { id: string; amount: bigint },
  ): Promise<Refused<LiquidityRefusal> | undefined>
  /**
   * With `timeoutSeconds` above 0 the money is set aside until it is posted, voided, or the time is
   * over.
   */
  withdraw(
    withdrawal: LiquidityAccounts & { id: string; amount: bigint; timeoutSeconds: bigint },
  ): Promise<Refused<LiquidityRefusal> | undefined>
  post(id: string): Promise<Refused<LiquidityRefusal> | undefined>
  void(id: string): Promise<Refused<LiquidityRefusal> | undefined>
}

/** Makes the deposits and withdrawals of the admin API on a ledger. */
export function createLiquidity(options: { ledger: LedgerStore; clock: Clock }): Liquidity {
  const { ledger, clock } = options
  return {
    async deposit({ id, amount, accountId, settlementId }) {
      const invalid = check(id, amount)
      if (invalid) return invalid
      return refused(
        await ledger.apply([
          {
            kind: 'transfer',
            id: transferId(id),
            debitId: settlementId,
            creditId: accountId,
            amount,
            code: 'deposit',
          },
        ]),
      )
    },
    async withdraw({ id, amount, timeoutSeconds, accountId, settlementId }) {
      const invalid = check(id, amount)
      if (invalid) return invalid
      const seconds = Math.min(Number(timeoutSeconds), withdrawalTimeoutSecondsMax)
      const movement = {
        id: transferId(id),
        debitId: accountId,
        creditId: settlementId,
        amount,
        code: 'withdrawal',
      } as const
      return refused(
        await ledger.apply([
          timeoutSeconds > 0n
            ? { kind: 'pending', ...movement, expiresAtMs: clock.now() + seconds * 1_000 }
            : { kind: 'transfer', ...movement },
        ]),
      )
    },
    post: (id) => finish(ledger, { kind: 'post', id }),
    void: (id) => finish(ledger, { kind: 'void', id }),
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

function check(id: string, amount: bigint): Refused<LiquidityRefusal> | undefined {
  if (!uuid.test(id)) return refuse('InvalidId', 'id must be a UUID')
  return amount <= 0n ? refuse('AmountZero', 'amount must be above 0') : undefined
}

function transferId(id: string): TransferId {
  return id.toLowerCase() as TransferId
}

async function finish(
  ledger: LedgerStore,
  end: { kind: 'post' | 'void'; id: string },
): Promise<Refused<LiquidityRefusal> | undefined> {
  if (!uuid.test(end.id)) return refuse('InvalidId', 'withdrawalId must be a UUID')
  const id = transferId(end.id)
  // Only withdrawals: the transfers of payments are not the ASE's to end.
  const transfer = await ledger.transfer(id)
  if (transfer?.code !== 'withdrawal') return refuse('UnknownTransfer', `no withdrawal ${end.id}`)
  return refused(await ledger.apply([{ kind: end.kind, id }]))
}

function refused(refusal: LedgerRefusal | undefined): Refused<LiquidityRefusal> | undefined {
  switch (refusal?.refusal) {
    case undefined:
      return undefined
    case 'TransferExists':
      return refuse('TransferExists', 'a transfer with this id was made before')
    case 'InsufficientBalance':
      return refuse('InsufficientBalance', 'the account holds less than that')
    case 'AlreadyPosted':
      return refuse('AlreadyPosted', 'the withdrawal was posted before')
    case 'AlreadyVoided':
      return refuse('AlreadyVoided', 'the withdrawal was voided before')
    case 'TransferExpired':
      return refuse('AlreadyVoided', "the withdrawal's time is over; the money is back")
    case 'TransferUnknown':
      return refuse('UnknownTransfer', 'there is no such withdrawal')
    default:
      throw new Error(`a movement of liquidity was refused: ${refusal?.refusal}`)
  }
}
