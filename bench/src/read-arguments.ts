import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'

/** What the command line asks for. */
export interface Asked {
  /** All when none is named. */
  readonly names: readonly string[]
  readonly isJson: boolean
  /** How long each load is measured. */
  readonly measureMs: number
  /** Where the nodes' CPU profiles go; undefined when none are wanted. */
  readonly profileFolder: string | undefined
}

const secondsDefault = 4

/** Reads the command line; a problem is a sentence for people. */
export function readArguments(
  args: readonly string[],
  names: readonly string[],
): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const unknown = positionals.find((name) => !names.includes(name))
    if (unknown !== undefined) return { problem: `there is no bench ${unknown}` }
    const seconds = Number(values.seconds)
    if (!(seconds > 0)) return { problem: '--seconds must be a number above 0' }
    return {
      names: positionals.length > 0 ? positionals : names,
      isJson: values.json,
      measureMs: seconds * 1000,
      profileFolder: values.profile,
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** How the command is called. */
export function usage(benches: readonly Bench[]): string {
  const list = benches.map(({ name, about }) => `  ${name.padEnd(16)}${about}`)
  return `npm run bench [-- NAME …] [--json] [--seconds N] [--profile FOLDER]\n\n${list.join('\n')}`
}

const options = {
  json: { type: 'boolean', default: false },
  seconds: { type: 'string', default: String(secondsDefault) },
  profile: { type: 'string' },
} as const
