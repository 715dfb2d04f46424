import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@kivuko/clock'
import { createHttpClient, type HttpClient, HttpRequestError } from '@kivuko/http'
import { freePort, type RunningProgram, startProgram } from '@kivuko/testing'

/** A call that the provider got. */
export interface ProviderCall {
  readonly base: string
  readonly atMs: number
}

/** A provider whose every price is 5; those of names that begin with SLOW take longer. */
export interface TestProvider extends AsyncDisposable {
  readonly url: string
  readonly calls: readonly ProviderCall[]
  callsFor(base: string): number
}

/** Answers after this time, so that calls for the same thing overlap. */
const PROVIDER_MS = 30
const SLOW_MS = 1_000

/** Starts one on a free port. */
export async function startTestProvider(): Promise<TestProvider> {
  const calls: ProviderCall[] = []
  const server = createServer((request, response) => {
    const base = new URL(request.url ?? '', 'http://provider').searchParams.get('base') ?? ''
    calls.push({ base, atMs: performance.now() })
    const tookMs = base.startsWith('SLOW') ? SLOW_MS : PROVIDER_MS
    setTimeout(() => response.end('{"px":5}'), tookMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    callsFor: (base) => calls.filter((call) => call.base === base).length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What came back, or what went wrong on the way. */
export interface Asked {
  readonly base: string
  readonly replica: number
  readonly startMs: number
  readonly tookMs: number
  /** `refused`: there was nobody to take it. `cut`: it was taken, and not answered. */
  readonly status: number | 'refused' | 'cut'
  readonly body: Readonly<Record<string, unknown>>
}

/** Processes of the program in `test-adapter-program.ts`, which share a Redis. */
export interface TestReplicas extends AsyncDisposable {
  readonly count: number
  ask(replica: number, adapter: 'wide' | 'tight', base: string): Promise<Asked>
  /** What `/ready` says. */
  ready(replica: number): Promise<Readonly<Record<string, unknown>>>
  program(replica: number): RunningProgram
  /** Starts one again that has ended, at the same place. */
  startAgain(replica: number): Promise<void>
}

/** Starts them, and waits until they answer. */
export async function startTestReplicas(
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<TestReplicas> {
  const folder = await mkdtemp(join(tmpdir(), 'kivuko-replicas-'))
  const client = createHttpClient({ clock: systemClock, connectionsPerOrigin: 256 })
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()))
  const start = (replica: number): Promise<RunningProgram> =>
    startReplica({ folder, env, replica, port: ports[replica] ?? 0 })
  const programs = await Promise.all(ports.map((_port, replica) => start(replica)))
  const url = (replica: number, path: string): string => {
    return `http://127.0.0.1:${ports[replica]}${path}`
  }
  return {
    count,
    ask: (replica, adapter, base) =>
      ask(client, { replica, base, url: url(replica, `/${adapter}`) }),
    ready: async (replica) => {
      const response = await client.request({ method: 'GET', url: url(replica, '/ready') })
      // The adapter's own page.
      return JSON.parse(response.body.toString()) as Readonly<Record<string, unknown>>
    },
    program: (replica) => programs[replica]!,
    startAgain: async (replica) => {
      programs[replica] = await start(replica)
    },
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]()
      await Promise.all(programs.map((program) => program.kill()))
      await rm(folder, { recursive: true })
    },
  }
}

interface Started {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly replica: number
  readonly port: number
}

async function startReplica({ env, folder, port, replica }: Started): Promise<RunningProgram> {
  const program = fileURLToPath(new URL('./test-adapter-program.ts', import.meta.url))
  const started = await startProgram({
    folder,
    program: {
      name: `replica-${replica}`,
      args: [program],
      env: { ...env, EA_HOST: '127.0.0.1', EA_PORT: String(port), METRICS_PORT: '0' },
    },
  })
  await started.ready(`http://127.0.0.1:${port}/health`)
  return started
}

interface Asking {
  readonly replica: number
  readonly base: string
  readonly url: string
}

async function ask(client: HttpClient, { base, replica, url }: Asking): Promise<Asked> {
  const startMs = performance.now()
  const asked = (status: Asked['status'], body: Asked['body']): Asked => {
    return { base, replica, startMs, tookMs: performance.now() - startMs, status, body }
  }
  try {
    const { body, status } = await client.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: '1', data: { base } }),
    })
    return asked(status, JSON.parse(body.toString()) as Asked['body'])
  } catch (error) {
    const wasSent = !(error instanceof HttpRequestError) || error.sent
    return asked(wasSent ? 'cut' : 'refused', { error: String(error) })
  }
}
