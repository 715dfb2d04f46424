import { ConfigError, type Environment } from '@kivuko/config'
import { processEnvironment } from './config.ts'

/** The commands, each loaded only when it is asked for: it is quicker to start. */
const commands: Readonly<
  Record<string, (env: Environment, args: readonly string[]) => Promise<number | undefined>>
> = {
  up: async (env) => await (await import('./up-command.ts')).runUp(env),
  backend: async (env) => await (await import('./backend-command.ts')).runBackend(env),
  auth: async (env) => await (await import('./auth-command.ts')).runAuth(env),
  rates: async (env) => await (await import('./rates-command.ts')).runRates(env),
  migrate: async (env) => await (await import('./migrate-command.ts')).runMigrations(env),
  books: async (env, args) => await (await import('./books-command.ts')).printBooks(env, args),
  settings: async () => await (await import('./settings-command.ts')).printSettings(),
}

const usage = `kivuko: a payments node for Interledger and Open Payments

  kivuko up        run everything in one process; makes what it needs at the first start
  kivuko backend   run the connector, the payments and the admin API
  kivuko auth      run the authorization server
  kivuko rates     make exchange rates of adapters' prices, and serve them
  kivuko migrate   bring the schemas of DATABASE_URL and AUTH_DATABASE_URL up to date
  kivuko books     print what the accounts of a running node hold  [--json]
  kivuko settings  list the environment variables
`

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command === undefined) {
  const isHelp = ['', 'help', '--help', '-h'].includes(name)
  if (isHelp) console.log(usage)
  else console.error(`there is no command ${name}\n\n${usage}`)
  process.exitCode = isHelp ? 0 : 2
} else {
  process.exitCode = await command(processEnvironment(), args).catch((error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : describe(error))
    // Whatever could not be stopped goes with the process.
    process.exit(1)
  })
}

/** What went wrong, without where in the code: an operator acts on the words. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  const { LOG_LEVEL: level } = processEnvironment()
  return level === 'debug' ? (error.stack ?? error.message) : `kivuko: ${error.message}${cause}`
}
