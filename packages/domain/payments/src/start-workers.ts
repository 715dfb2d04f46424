import { type AccountId, ledgerSignalsChannel, type PostgresLedger } from '@kivuko/ledger'
import type { Transaction } from '@kivuko/postgres'
import { createCreditLoop, type CreditPorts, type CreditSignals } from './incoming/credit-loop.ts'
import { createExpiryLoop, type ExpiryLoop, type ExpiryPorts } from './incoming/expiry-loop.ts'
import {
  createSendingWorker,
  type SendingWorker,
  type SendingWorkerOptions,
} from './outgoing/sending-worker.ts'
import type { PaymentSettings } from './payment-settings.ts'

/**
 * Called in the transaction that takes the ledger's word that wallet addresses were credited: what
 * it writes commits with that.
 */
export type WalletAddressCredits = (
  tx: Transaction,
  accountIds: readonly AccountId[],
) => Promise<void>

/** The workers of one process. */
export interface RunningWorkers extends AsyncDisposable {
  readonly expiry: ExpiryLoop
  readonly sending: SendingWorker
}

/** What the workers need. */
export interface WorkerPorts
  extends Omit<CreditPorts, 'signals'>,
    ExpiryPorts,
    Omit<SendingWorkerOptions, 'sendersMax' | 'store'> {
  readonly store: CreditPorts['store'] & SendingWorkerOptions['store']
  readonly ledger: PostgresLedger
  readonly settings: Pick<PaymentSettings, 'sendersMax'>
  readonly onWalletAddressesCredited?: WalletAddressCredits
}

/** Starts all workers; disposing stops them, the last one first. */
export async function startWorkers(ports: WorkerPorts): Promise<RunningWorkers> {
  await using starting = new AsyncDisposableStack()
  const credits = starting.use(createCreditLoop({ ...ports, signals: creditSignals(ports) }))
  const wake = (): void => credits.wake()
  const onMessage = (signal: string): void => {
    if (signal === 'credited') wake()
  }
  starting.use(await ports.postgres.listen(ledgerSignalsChannel, { onMessage, onGap: wake }))
  const expiry = starting.use(createExpiryLoop(ports))
  const { sendersMax } = ports.settings
  const sending = starting.use(createSendingWorker({ ...ports, sendersMax }))
  const started = starting.move()
  return { expiry, sending, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

/**
 * The ledger's credits: those of incoming payments go to the loop, the others to whoever keeps
 * wallet addresses.
 */
function creditSignals({ ledger, onWalletAddressesCredited }: WorkerPorts): CreditSignals {
  return {
    async take(tx, limit) {
      const signals = await ledger.takeSignals(tx, { signal: 'credited', limit })
      const wallets = signals.filter(({ kind }) => kind === 'wallet-address')
      if (wallets.length > 0) {
        await onWalletAddressesCredited?.(
          tx,
          wallets.map(({ accountId }) => accountId),
        )
      }
      return signals
    },
  }
}
