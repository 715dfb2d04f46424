import { isRecord } from '../definition/is-record.ts'
import type { Wanted } from '../engine/answer.ts'
import type { NotedKey } from './wanted-list.ts'

/**
 * A member of the list: `[key, endpoint, params]`, and the source where only one may be used. The
 * same key has the same text, whoever writes it down.
 */
export function encodeWanted({ endpoint, key, params, transport }: Wanted): string {
  const member: unknown[] = [key, endpoint, params]
  if (transport !== undefined) member.push(transport)
  return JSON.stringify(member)
}

/** Undefined for what is none of ours. */
export function decodeWanted(text: string): Wanted | undefined {
  return wantedOf(parsed(text))
}

/** What is told when keys are noted: `[[member, asked, waiting?], …]`. */
export function encodeNoted(keys: readonly NotedKey[]): string {
  return JSON.stringify(
    keys.map(({ asked, waiting, wanted }) => {
      const member = encodeWanted(wanted)
      return waiting === undefined ? [member, asked] : [member, asked, waiting]
    }),
  )
}

/** Without what is none of ours. */
export function decodeNoted(text: string): readonly NotedKey[] {
  const all = parsed(text)
  return Array.isArray(all) ? all.flatMap((each: unknown) => notedOf(each) ?? []) : []
}

function notedOf(each: unknown): NotedKey | undefined {
  if (!Array.isArray(each)) return undefined
  const [member, asked, waiting] = each as readonly unknown[]
  const wanted = typeof member === 'string' ? decodeWanted(member) : undefined
  if (wanted === undefined || typeof asked !== 'number') return undefined
  if (waiting === undefined) return { wanted, asked }
  const { maxAgeMs, ttlMs } = isRecord(waiting) ? waiting : {}
  const demand = {
    ...(typeof maxAgeMs === 'number' ? { maxAgeMs } : {}),
    ...(typeof ttlMs === 'number' ? { ttlMs } : {}),
  }
  return { wanted, asked, waiting: demand }
}

function wantedOf(member: unknown): Wanted | undefined {
  if (!Array.isArray(member)) return undefined
  const [key, endpoint, params, transport] = member as readonly unknown[]
  if (typeof key !== 'string' || typeof endpoint !== 'string' || !isRecord(params)) return undefined
  if (transport === undefined) return { key, endpoint, params }
  return typeof transport === 'string' ? { key, endpoint, params, transport } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
