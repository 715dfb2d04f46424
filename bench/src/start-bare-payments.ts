import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { startEmbeddedPostgres } from '@kivuko/postgres'
import { freePort } from '@kivuko/testing'
import { type AnsweringServer, startAnsweringServer } from './answering-server.ts'
import type { BareCall } from './bare-call.ts'
import type { Ground } from './ground.ts'
import { createPoster } from './poster.ts'

/** Bare programs, as many as nodes would take part. */
export interface BarePayments extends AsyncDisposable {
  pay(): Promise<void>
}

/** Starts the programs, each on a durable database of its own. */
export async function startBarePayments(
  ground: Ground,
  options: { payment: readonly BareCall[]; programs: 1 | 2; connections: number },
): Promise<BarePayments> {
  await using started = new AsyncDisposableStack()
  const webhooks = started.use(await startWebhookSink())
  let url: string | undefined
  for (let number = options.programs; number > 0; number -= 1) {
    const name = `bare-payments-${number}`
    const postgres = started.use(
      await startEmbeddedPostgres({
        clock: systemClock,
        log: silentLog,
        dataDir: join(ground.folder, name),
        databases: ['bare'],
      }),
    )
    url = await startProgram(ground, {
      name,
      args: [postgres.url('bare'), webhooks.url, ...(url === undefined ? [] : [url])],
    })
  }
  const headers = { 'content-type': 'application/json' }
  const { connections } = options
  const poster = started.use(createPoster({ url: url ?? '', connections, headers }))
  const calls = options.payment.map((call) => JSON.stringify(call))
  const owned = started.move()
  return {
    async pay() {
      for (const call of calls) await poster.post(call)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startWebhookSink(): Promise<AnsweringServer> {
  const answer = () => Buffer.alloc(0)
  return await startAnsweringServer({ contentType: 'application/json', answer })
}

async function startProgram(
  ground: Ground,
  program: { name: string; args: readonly string[] },
): Promise<string> {
  const port = String(await freePort())
  const file = fileURLToPath(new URL('./bare-payments-postgres.ts', import.meta.url))
  const args = [file, port, ...program.args]
  const started = await ground.start({ name: program.name, args })
  const url = `http://127.0.0.1:${port}`
  await started.ready(url)
  return url
}
