import type { Queries } from '@kivuko/postgres'

/** A grant that this node holds at another authorization server, with its sealed token. */
export interface HeldGrantRecord {
  readonly id: string
  readonly authServer: string
  readonly sealedToken: Uint8Array
  readonly manageUrl: string
  /** Left out: the token does not expire. */
  readonly expiresAtMs?: number
}

/** The node's own grants, shared by all tenants and processes. */
export interface HeldGrantStore {
  /** The newest one at the server. */
  read(queries: Queries, authServer: string): Promise<HeldGrantRecord | undefined>
  insert(queries: Queries, record: HeldGrantRecord & { readonly nowMs: number }): Promise<void>
  /** After a rotation; false when the grant was rotated or deleted by someone else meanwhile. */
  replaceToken(
    queries: Queries,
    change: { readonly from: HeldGrantRecord; readonly to: HeldGrantRecord },
  ): Promise<boolean>
  delete(queries: Queries, record: HeldGrantRecord): Promise<void>
}
