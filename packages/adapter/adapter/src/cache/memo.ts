/** Remembers what was made of a text, up to a bound. */
export interface Memo {
  get(text: string): string
}

/**
 * A memo of two generations: what the older one still knows moves to the younger when it is asked
 * for, and is forgotten with it otherwise. So it holds up to `2 * sizeMax` texts, forgets about the
 * longest unused, and every step is O(1).
 */
export function createMemo(sizeMax: number, make: (text: string) => string): Memo {
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  return {
    get: (text) => {
      const known = young.get(text)
      if (known !== undefined) return known
      const made = old.get(text) ?? make(text)
      if (young.size >= sizeMax) {
        old = young
        young = new Map()
      }
      young.set(text, made)
      return made
    },
  }
}
