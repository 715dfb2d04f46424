import type { Grant } from '@kivuko/grants'

/** The client's page with what it is told; undefined when it has none, and polls. */
export function finishUrl(
  { finish }: Grant,
  told: Readonly<Record<string, string>>,
): string | undefined {
  if (!finish) return undefined
  const url = new URL(finish.uri)
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value)
  return url.href
}
