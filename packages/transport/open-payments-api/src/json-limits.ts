/** Nesting of a body at most: metadata is passed on in webhooks, whose signing has a limit too. */
const jsonDepthMax = 64

/**
 * Why a JSON value cannot be kept: it is nested too deep, or a text of it has a NUL or half a
 * character, which Postgres does not take. Undefined when it can.
 */
export function unkeepable(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return isKeepable(value) ? undefined : unkeepableText
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= jsonDepthMax) return `must not be nested deeper than ${jsonDepthMax}`
  for (const [name, member] of Object.entries(value)) {
    const complaint = isKeepable(name) ? unkeepable(member, depth + 1) : unkeepableText
    if (complaint !== undefined) return complaint
  }
  return undefined
}

const unkeepableText = 'must have no text with a NUL or an unpaired surrogate'

function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
