/**
 * What went wrong, in one line for people: the message, and what the other side answered where the
 * Open Payments client knows it.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { description, status } = error as { description?: unknown; status?: unknown }
  const said = typeof description === 'string' && description !== '' ? `: ${description}` : ''
  const code = typeof status === 'number' ? ` (${status})` : ''
  return `${error.message}${said}${code}`
}
