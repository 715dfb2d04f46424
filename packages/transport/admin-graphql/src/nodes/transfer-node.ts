import type { RecordedTransfer } from '@kivuko/ledger'
import type {
  AccountingTransfer,
  TransferState,
  TransferType,
} from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

const types: Readonly<Record<RecordedTransfer['code'], TransferType>> = {
  deposit: 'DEPOSIT',
  transfer: 'TRANSFER',
  withdrawal: 'WITHDRAWAL',
}

const states: Readonly<Record<RecordedTransfer['state'], TransferState>> = {
  pending: 'PENDING',
  posted: 'POSTED',
  voided: 'VOIDED',
}

/** Writes a transfer of the ledger. */
export function transferNode(transfer: RecordedTransfer): AccountingTransfer {
  const { expiresAtMs } = transfer
  return {
    id: transfer.id,
    debitAccountId: transfer.debitId,
    creditAccountId: transfer.creditId,
    amount: transfer.amount.toString(),
    transferType: types[transfer.code],
    ledger: transfer.ledger,
    createdAt: dateText(transfer.createdAtMs),
    state: states[transfer.state],
    expiresAt: expiresAtMs === undefined ? null : dateText(expiresAtMs),
  }
}
