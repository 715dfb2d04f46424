import { type ConfigOf, type ConfigProblem, type Environment, readConfig } from '@kivuko/config'
import { authSettings } from './settings/auth-settings.ts'
import { backendSettings } from './settings/backend-settings.ts'
import { ratesSettings } from './settings/rates-settings.ts'
import { variablesWithoutEffect } from './settings/without-effect.ts'

/** The backend's configuration. */
export type BackendConfig = ConfigOf<typeof backendSettings>

/** The authorization server's configuration. */
export type AuthConfig = ConfigOf<typeof authSettings>

/** The configuration of `kivuko rates`. */
export type RatesServerConfig = ConfigOf<typeof ratesSettings>

/** A configuration, and what its operator should know of it. */
export interface Configured<Config> {
  readonly config: Config
  readonly warnings: readonly string[]
}

/** The process's environment: the one place where it is read. */
export function processEnvironment(): Environment {
  return process.env
}

/** Reads the backend's configuration; throws `ConfigError` with everything that is wrong. */
export function readBackendConfig(env: Environment): Configured<BackendConfig> {
  return withEffectWarnings(readConfig(backendSettings, env, backendRules), env)
}

/** Reads the authorization server's configuration; throws `ConfigError` likewise. */
export function readAuthConfig(env: Environment): Configured<AuthConfig> {
  return withEffectWarnings(readConfig(authSettings, env), env)
}

/** Reads the configuration of `kivuko rates`; throws `ConfigError` likewise. */
export function readRatesServerConfig(env: Environment): Configured<RatesServerConfig> {
  return readConfig(ratesSettings, env, ratesRules)
}

/** Reads both at once, as `kivuko up` runs them: the problems of both are reported together. */
export function readNodeConfig(env: Environment): Configured<BackendConfig & AuthConfig> {
  const schema = { ...authSettings, ...backendSettings }
  return withEffectWarnings(readConfig(schema, env, backendRules), env)
}

function ratesRules(config: RatesServerConfig): readonly ConfigProblem[] {
  if (config.nodeAdminUrl === undefined) return []
  const needed = {
    OPERATOR_TENANT_ID: config.nodeTenantId,
    ADMIN_API_SECRET: config.nodeAdminSecret,
  }
  return Object.entries(needed).flatMap(([variable, value]) => {
    const message = `${variable} is not set: it is needed with NODE_ADMIN_URL`
    return value === undefined ? [{ variable, message }] : []
  })
}

function backendRules(config: BackendConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  // Refused rather than ignored: with an empty ledger every balance would read 0.
  if (config.useTigerBeetle) {
    problems.push({
      variable: 'USE_TIGERBEETLE',
      message:
        'USE_TIGERBEETLE is true: this version keeps its ledger in Postgres; set it to false',
    })
  }
  // Refused rather than ranked: nobody should have to guess where a price comes from.
  if (config.ratesConfig !== undefined && config.ratesUrl !== undefined) {
    problems.push({
      variable: 'RATES_CONFIG',
      message: 'RATES_CONFIG and EXCHANGE_RATES_URL are both set: rates come from one of them',
    })
  }
  return problems
}

function withEffectWarnings<Config>(
  configured: Configured<Config>,
  env: Environment,
): Configured<Config> {
  const idle = Object.entries(variablesWithoutEffect)
    .filter(([name]) => env[name] !== undefined && env[name] !== '')
    .map(([name, why]) => `${name} has no effect: ${why}`)
  return { config: configured.config, warnings: [...configured.warnings, ...idle] }
}
