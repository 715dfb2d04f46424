import type { ConfigSchema } from './read-config.ts'

/** What an operator needs to know about one variable. */
export interface ConfigRow {
  readonly name: string
  /** Names that still work. */
  readonly oldNames: readonly string[]
  /** Whether a node refuses to start without it. */
  readonly required: boolean
  /** As the variable would be written; undefined when there is none. */
  readonly default: string | undefined
  /** What is taken: `a port (0 to 65535)`. */
  readonly expected: string
  readonly secret: boolean
  readonly doc: string
}

/** The rows of a table that documents a configuration, in the order of the schema. */
export function describeConfig(schema: ConfigSchema): readonly ConfigRow[] {
  return Object.values(schema).map(({ env, oldNames, parser, absent, doc }) => ({
    name: env,
    oldNames,
    required: absent === 'required',
    default: typeof absent === 'object' ? absent.text : undefined,
    expected: parser.expected,
    secret: parser.secret,
    doc,
  }))
}
