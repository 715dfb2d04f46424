import { hash, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const SHOWN = '[secret]'

/**
 * A text that never prints: JSON, templates, `util.inspect`, errors and logs all show `[secret]`. A
 * class because it owns its text, which nothing but `reveal` gives out.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, for the one call that needs it. */
  reveal(): string {
    return this.#text
  }

  /**
   * Whether the texts are the same, in a time that tells neither their contents nor their lengths.
   */
  equals(other: string | Secret): boolean {
    const text = typeof other === 'string' ? other : other.#text
    return timingSafeEqual(digest(this.#text), digest(text))
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}

/** Digests have one length, and what a comparison of them may tell is of no use. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
