/** Reads one value of a request; made once, when the adapter is. */
export interface ValueReader {
  /** Completes "expected …": `a number from 1 to 10`. */
  readonly expected: string
  /** The value as sources get it; undefined when it is not what is expected. */
  read(raw: unknown): unknown
}
