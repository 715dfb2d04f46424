import type { AccountId, Balance } from '@kivuko/ledger'
import type { Caller } from './caller.ts'

/** What every resolver of one request shares. */
export interface AdminContext {
  readonly caller: Caller
  /** Reads a balance, together with all others that the request asks for in the same moment. */
  balance(id: AccountId): Promise<Balance | undefined>
}
