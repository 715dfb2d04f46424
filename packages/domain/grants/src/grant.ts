import type { AccessItem, Client, Subject } from '@kivuko/gnap'

/** The id of a grant, a UUID; it is the id in its continuation URL as well. */
export type GrantId = string & { readonly '#grant': true }

/** The id of an interaction, a UUID. */
export type InteractionId = string & { readonly '#interaction': true }

/** Where a grant stands, in the words of the admin API. */
export type GrantState =
  /** Nobody has been asked yet. */
  | { readonly phase: 'PROCESSING' }
  /** The user is being asked. */
  | { readonly phase: 'PENDING' }
  /** The user has agreed and was sent back; the client has not fetched its token yet. */
  | { readonly phase: 'APPROVED' }
  | { readonly phase: 'FINALIZED'; readonly reason: 'ISSUED' | 'REVOKED' | 'REJECTED' }

/** Asking the user. */
export interface Interaction {
  readonly id: InteractionId
  readonly nonceHash: Buffer
  readonly state: 'PENDING' | 'APPROVED' | 'DENIED'
  readonly expiresAtMs: number
  /** Of the reference that the client continues with; made anew at each finish. */
  readonly refHash?: Buffer
  /** Of the browser sessions in which it was started: only these may finish it. */
  readonly sessionHashes: readonly Buffer[]
  /** How the client is called, and its wallet address. */
  readonly clientName: string
  readonly clientUri: string
}

/** What a client may do, or asks to be allowed to. */
export interface Grant {
  readonly id: GrantId
  readonly tenantId: string
  readonly client: Client
  readonly access: readonly AccessItem[]
  readonly subject?: Subject
  readonly state: GrantState
  readonly continueTokenHash: Buffer
  /** Where the user is sent back to. Without it the client polls. */
  readonly finish?: { readonly uri: string; readonly clientNonce: string }
  /** There when the user has to be asked. */
  readonly interaction?: Interaction
  /** When the client was last told to wait. */
  readonly lastContinuedAtMs: number
  readonly createdAtMs: number
}
