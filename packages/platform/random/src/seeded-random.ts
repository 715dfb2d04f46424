import type { Random } from './random.ts'

/**
 * Chance that repeats: the same seed gives the same bytes, identifiers and fractions in the same
 * order. For tests and simulation only; nothing from it is a secret.
 */
export function createSeededRandom(seed: number): Random {
  const next = createGenerator(seed)
  const bytes = (length: number): Uint8Array => {
    const result = new Uint8Array(length)
    for (let index = 0; index < length; index += 1) result[index] = next() >>> 24
    return result
  }
  return {
    bytes,
    uuid: () => formatUuid(bytes(16)),
    fraction: () => (next() >>> 5) / 2 ** 27,
  }
}

/**
 * SFC32 (Doty-Humphrey, PractRand): 32 bits at a time from 128 bits of state, good statistics,
 * integers only.
 */
function createGenerator(seed: number): () => number {
  let a = seed >>> 0
  let b = Math.floor(seed / 2 ** 32) >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // The author's advice: the first outputs still show the seed.
  for (let round = 0; round < 15; round += 1) next()
  return next
}

/**
 * RFC 9562 §5.4: version 4 in the upper half of octet 6, the variant in the top bits of octet 8.
 */
function formatUuid(bytes: Uint8Array): string {
  const octets = Buffer.from(bytes)
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x40, 6)
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8)
  return octets.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
