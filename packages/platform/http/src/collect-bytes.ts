/** Bytes that come in pieces. */
export interface CollectedBytes {
  add(piece: Buffer): void
  readonly length: number
  /** All of them. Nothing may be added afterwards. */
  whole(): Buffer
}

const NO_BYTES = Buffer.alloc(0)

/** The first buffer for more than one piece has room for this much. */
const BYTES_FIRST = 4_096

/**
 * Copies pieces together as they come, so that what is kept is no more than twice the bytes, nor
 * than `bytesMax`, which the caller sees to: a megabyte that is sent in pieces of a byte each would
 * take a hundred and fifty as a list. One piece alone, which most bodies are, is not copied.
 */
export function collectBytes(bytesMax: number): CollectedBytes {
  let bytes: Buffer = NO_BYTES
  let length = 0
  let isOwn = false
  return {
    add: (piece) => {
      const needed = length + piece.length
      if (length === 0) bytes = piece
      else if (!isOwn || needed > bytes.length) {
        const roomy = Math.min(bytesMax, Math.max(BYTES_FIRST, 2 * needed))
        const larger = Buffer.allocUnsafe(Math.max(needed, roomy))
        bytes.copy(larger, 0, 0, length)
        bytes = larger
        isOwn = true
      }
      if (isOwn) piece.copy(bytes, length)
      length = needed
    },
    get length() {
      return length
    },
    whole: () => (isOwn ? bytes.subarray(0, length) : bytes),
  }
}
