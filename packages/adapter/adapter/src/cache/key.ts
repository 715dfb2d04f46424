import { hash } from 'node:crypto'
import type { Params } from '../engine/source.ts'
import { createMemo } from './memo.ts'
import { objectText } from './object-text.ts'

/** What the keys of an adapter are made with. */
export interface KeySettings {
  /** CACHE_KEY_GROUP: who has the same one and the same Redis shares entries. */
  readonly group: string
  /**
   * CACHE_KEY_IGNORED_PROPS: names that make no difference, at any depth, beside the usual ones.
   */
  readonly ignoredProps?: readonly string[]
  /** CACHE_KEY_INCLUDED_PROPS: members of the request beside `data` that make one. */
  readonly includedProps?: readonly string[]
}

/** Names and values that a key is made of. */
export interface KeyParts {
  /** Canonical name; left out by adapters that select none. */
  readonly endpoint?: string
  /**
   * Canonical parameters, overrides applied. Whatever else changes the value must be in them, a
   * result path for instance: what is not in the key is served to everybody.
   */
  readonly params: Params
  /** The request as it came, for the included properties. */
  readonly request?: Readonly<Record<string, unknown>>
}

/** Derives cache keys, the same ones as version 1 of the bootstrap framework. */
export interface KeyScheme {
  /** `<group>:<SHA-1 in hex>`. Throws on parameters that are not JSON, or nested out of measure. */
  keyOf(parts: KeyParts): string
  /** SHA-1 in hex of any JSON value by the same scheme, for subscription messages and the like. */
  hashOf(value: unknown): string
}

/** Names that never make a difference: they say who asks and how, not what for. */
const IGNORED = ['id', 'maxAge', 'meta', 'debug', 'rateLimitMaxAge', 'metricsMeta'] as const

/** Keys that are remembered by what they were made of: more than one adapter keeps warm. */
const KEYS_REMEMBERED_MAX = 10_000

/**
 * A scheme with a memo of its own. Key order makes no difference; letter case, order in lists, and
 * 1 against "1" do.
 */
export function createKeyScheme(settings: KeySettings): KeyScheme {
  const { group, ignoredProps = [], includedProps = [] } = settings
  const ignored = new Set<string>([...IGNORED, ...ignoredProps])
  const hashes = createMemo(KEYS_REMEMBERED_MAX, (text) => `${group}:${sha1(text)}`)
  return {
    keyOf: (parts) => hashes.get(objectText(hashed(parts, includedProps), ignored)),
    hashOf: (value) => sha1(objectText(value, ignored)),
  }
}

function hashed(
  { endpoint, params, request }: KeyParts,
  includedProps: readonly string[],
): Readonly<Record<string, unknown>> {
  const data = endpoint === undefined ? params : { ...params, endpoint }
  if (request === undefined || includedProps.length === 0) return { data }
  const included = includedProps.map((name) => [name, request[name]] as const)
  return { ...Object.fromEntries(included), data }
}

function sha1(text: string): string {
  return hash('sha1', text)
}
