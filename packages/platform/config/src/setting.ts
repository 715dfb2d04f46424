/** Reads a value from the text of an environment variable. */
export interface Parser<Value> {
  /** Completes "expected …": `a port (0 to 65535)`. */
  readonly expected: string
  /** Whether the text must not be shown. */
  readonly secret: boolean
  /** The value, or undefined when the text is not what was expected. */
  parse(text: string): Value | undefined
}

/** One value of a configuration: where it comes from, and what it is for. */
export interface Setting<Value> {
  /** The variable's name. */
  readonly env: string
  /** Names that it had before, which still work. */
  readonly oldNames: readonly string[]
  readonly parser: Parser<Value>
  /**
   * What holds where the variable is not set. `required`: nothing does. `optional`: undefined does.
   */
  readonly absent: 'required' | 'optional' | { readonly text: string; readonly value: Value }
  /** A sentence or two for the operator, with a full stop. */
  readonly doc: string
}

/** How a setting is written down. */
export interface SettingDefinition<Value> {
  /** The variable's name; further ones are its old names. */
  readonly env: string | readonly [string, ...string[]]
  readonly type: Parser<Value>
  readonly doc: string
}

/** A setting that must be given. */
export function required<Value>(definition: SettingDefinition<Value>): Setting<Value> {
  return { ...common(definition), absent: 'required' }
}

/** A setting whose value is undefined where it is not given. */
export function optional<Value>(definition: SettingDefinition<Value>): Setting<Value | undefined> {
  return { ...common<Value | undefined>(definition), absent: 'optional' }
}

/**
 * A setting with a default, written as the variable would be. Throws when the default cannot be
 * read.
 */
export function defaulted<Value>(
  definition: SettingDefinition<Value> & { readonly default: string },
): Setting<Value> {
  const setting = common(definition)
  const text = definition.default
  const value = definition.type.parse(text)
  if (value === undefined) {
    throw new Error(`The default of ${setting.env} is not ${definition.type.expected}`)
  }
  return { ...setting, absent: { text, value } }
}

function common<Value>({ env, type, doc }: SettingDefinition<Value>) {
  const [name, ...oldNames]: readonly [string, ...string[]] = typeof env === 'string' ? [env] : env
  return { env: name, oldNames, parser: type, doc }
}
