import type { WalletAddressKey } from '@kivuko/directory'
import type { WalletAddressKey as KeyNode } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** Writes a key of a wallet address. */
export function keyNode({ createdAtMs, ...key }: WalletAddressKey): KeyNode {
  return { ...key, createdAt: dateText(createdAtMs) }
}
