import type { Environment } from '@kivuko/config'

/** What a program needs to run at all; a node's settings in the shell would bend the figures. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'USER', 'LANG', 'NODE_COMPILE_CACHE'] as const

/** The environment of the programs that a bench starts, before their settings: the one reading. */
export function programEnvironment(): Environment {
  const given = passedOn.map((name) => [name, process.env[name]] as const)
  return Object.fromEntries(given.filter(([, text]) => text !== undefined))
}
