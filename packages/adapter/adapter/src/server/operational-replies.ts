import type { RawReply, RawRequest } from '@kivuko/http'
import { jsonReply } from './error-body.ts'
import { wantsJson } from './json-content.ts'
import type { ServedAdapter } from './served-adapter.ts'

/** A reply of plain text. */
export function textReply(status: number, text: string): RawReply {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return { status, headers, body: text }
}

/**
 * That the process runs, which says nothing of providers or Redis: `OK` as the older framework has
 * it, or `{message: "OK", version?}` as the newer one has it, for who asks for JSON.
 */
export function healthReply(
  { headers }: Pick<RawRequest, 'headers'>,
  version: string | undefined,
): RawReply {
  if (!wantsJson(headers)) return textReply(200, 'OK')
  return jsonReply(200, { message: 'OK', ...(version === undefined ? {} : { version }) })
}

/**
 * That requests can be answered: `{status: "ready" | "degraded", failed}`, where `failed` lists
 * `{adapter, part, reason?}`. A part that is down is told but does not make the adapter unready:
 * what is kept is still answered, and replicas that share a broken Redis must not all be taken
 * away.
 */
export function readyReply(adapters: readonly ServedAdapter[]): RawReply {
  const failed = adapters.flatMap((adapter) =>
    adapter
      .parts()
      .filter(({ up }) => !up)
      .map(({ name, reason }) => ({
        adapter: adapter.name,
        part: name,
        ...(reason === undefined ? {} : { reason }),
      })),
  )
  return jsonReply(200, { status: failed.length === 0 ? 'ready' : 'degraded', failed })
}

/** What the adapters are and how they are set: never a secret. */
export function statusReply(adapters: readonly ServedAdapter[], upForMs: number): RawReply {
  const uptimeSec = Math.round(upForMs / 1_000)
  const described = adapters.map((adapter) => adapter.describe())
  const [only] = described
  return jsonReply(200, {
    ...(described.length === 1 ? only : { adapters: described }),
    runtime: { uptimeSec, node: process.version, platform: process.platform },
  })
}
