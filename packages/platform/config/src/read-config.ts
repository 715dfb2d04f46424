import type { Setting } from './setting.ts'

/** A configuration written down: the name of each value in the program, and its setting. */
export type ConfigSchema = Readonly<Record<string, Setting<unknown>>>

/** The values that a schema describes. */
export type ConfigOf<Schema extends ConfigSchema> = {
  readonly [Key in keyof Schema]: Schema[Key] extends Setting<infer Value> ? Value : never
}

/**
 * The variables of an environment. An empty text is the same as none, as in a Compose file or a
 * Helm chart.
 */
export type Environment = Readonly<Record<string, string | undefined>>

/** Something that keeps a configuration from being used. */
export interface ConfigProblem {
  /** The variable to set right. */
  readonly variable: string
  /** What is wrong and what is expected; never the value of a secret. */
  readonly message: string
}

/** Everything that is wrong with an environment, at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ message }) => `  ${message}`)
    super(`The configuration cannot be used:\n${lines.join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads a configuration from `env`. `rules` see the values when each by itself is right, and say
 * what is wrong between them. Throws `ConfigError`. Warnings are for the log: they name old names
 * in use.
 */
export function readConfig<const Schema extends ConfigSchema>(
  schema: Schema,
  env: Environment,
  rules: (config: ConfigOf<Schema>) => readonly ConfigProblem[] = () => [],
): { readonly config: ConfigOf<Schema>; readonly warnings: readonly string[] } {
  const warnings: string[] = []
  const problems: ConfigProblem[] = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(schema)) {
    const reading = readSetting(setting, env)
    warnings.push(...reading.warnings)
    if ('problem' in reading) {
      problems.push({ variable: setting.env, message: `${setting.env} ${reading.problem}` })
    } else values[key] = reading.value
  }
  if (problems.length > 0) throw new ConfigError(problems)
  // Every key of the schema has been given the value that its own parser read, or its default.
  const config = values as ConfigOf<Schema>
  const broken = rules(config)
  if (broken.length > 0) throw new ConfigError(broken)
  return { config, warnings }
}

type Reading = { readonly warnings: readonly string[] } & (
  | { readonly value: unknown }
  | { readonly problem: string }
)

function readSetting(setting: Setting<unknown>, env: Environment): Reading {
  const names = [setting.env, ...setting.oldNames].filter((name) => isSet(env[name]))
  const [name] = names
  const text = name === undefined ? undefined : env[name]
  if (name === undefined || text === undefined) return readAbsent(setting)
  const warnings = names
    .filter((used) => used !== setting.env)
    .map((used) => `${used} is an old name: use ${setting.env}`)
  const other = names.find((also) => env[also] !== text)
  if (other !== undefined) {
    return { warnings, problem: `and ${other}, an old name of it, have different values` }
  }
  const value = setting.parser.parse(text)
  return value === undefined
    ? { warnings, problem: describeWrong(setting, name, text) }
    : { warnings, value }
}

function readAbsent({ absent, parser }: Setting<unknown>): Reading {
  const warnings: string[] = []
  if (absent === 'required') return { warnings, problem: `is not set: expected ${parser.expected}` }
  return { warnings, value: absent === 'optional' ? undefined : absent.value }
}

/** Longer values are cut in messages. */
const SHOWN_LENGTH_MAX = 80

function describeWrong({ env, parser }: Setting<unknown>, name: string, text: string): string {
  const under = name === env ? '' : ` (set as ${name})`
  if (parser.secret) return `is wrong${under}: expected ${parser.expected}`
  const shown = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text
  return `is ${JSON.stringify(shown)}${under}: expected ${parser.expected}`
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}
