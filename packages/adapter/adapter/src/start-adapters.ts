import { ConfigError, type ConfigProblem, type Environment } from '@kivuko/config'
import type { Adapter } from './create-adapter.ts'
import { type AdapterPorts, createAdapterServer } from './server/create-adapter-server.ts'
import { serverSettingsOf } from './server/server-settings.ts'
import { readSettings } from './settings/read-settings.ts'
import type { AskAdapter } from './sources/ask-adapter.ts'
import { type AdapterWorld, openWorld } from './start/adapter-world.ts'
import { ownEnvironment } from './start/own-environment.ts'
import type { RunningAdapter } from './start/running-adapter.ts'

/** Adapters at work under one server. */
export interface RunningAdapters extends AsyncDisposable {
  readonly adapters: readonly RunningAdapter[]
  /** Serves each at `BASE_URL/<name>`, one alone at `BASE_URL`. */
  listen(): Promise<AdapterPorts>
}

/**
 * Starts several adapters in one process, under one server. They share its settings (those of the
 * first one hold), its metrics and its connections; composites among them ask the others without
 * HTTP, wherever they stand in the list. Throws a `ConfigError` with everything that is wrong with
 * the settings of any of them.
 */
export async function startAdapters(
  definitions: readonly [Adapter, ...Adapter[]],
  env: Environment,
  given: Partial<AdapterWorld> = {},
): Promise<RunningAdapters> {
  checkSettingsOf(definitions, env)
  const [first] = definitions
  const { framework } = readSettings(first.definition, env).settings
  await using opened = new AsyncDisposableStack()
  const { own: opening, world } = openWorld(given, {
    logLevel: framework.logLevel,
    timeoutMs: framework.apiTimeoutMs,
  })
  for (const part of opening) opened.use(part)
  const others = new Map<string, AskAdapter>(world.others)
  const adapters: RunningAdapter[] = []
  const all = definitions.map(({ definition }) => definition)
  for (const each of definitions) {
    const own = ownEnvironment(each.definition, all, env)
    const adapter = opened.use(await each.start(own, { ...world, others }))
    adapters.push(adapter)
    others.set(adapter.name.toLowerCase(), adapter.ask)
  }
  const server = opened.use(
    createAdapterServer({
      ...world,
      adapters: adapters.map(({ served }) => served),
      settings: serverSettingsOf(framework),
    }),
  )
  const parts = opened.move()
  return {
    adapters,
    listen: () => server.listen(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** Adapters share most of their settings: what is wrong with those is said once. */
function checkSettingsOf(definitions: readonly Adapter[], env: Environment): void {
  const problems = definitions.flatMap((each) => problemsOf(each, env))
  const byMessage = new Map(problems.map((problem) => [problem.message, problem]))
  if (byMessage.size > 0) throw new ConfigError([...byMessage.values()])
}

function problemsOf({ definition }: Adapter, env: Environment): readonly ConfigProblem[] {
  try {
    readSettings(definition, env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
