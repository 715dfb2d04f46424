/** Chance as a port. */
export interface Random {
  /** `length` bytes fit for keys and tokens. */
  bytes(length: number): Uint8Array
  /** A UUID, version 4, in lower case. */
  uuid(): string
  /** A number in [0, 1), for jitter only, never for secrets. */
  fraction(): number
}
