import { baseUrl, type ConfigSchema, optional } from '@kivuko/config'

/** Where other adapters are, by the names of the adapters. */
export function adapterUrlSchema(asks: readonly string[]): ConfigSchema {
  return Object.fromEntries(asks.map((name) => [name, adapterUrl(name)]))
}

/** `coin-gecko` has `COIN_GECKO`. */
export function variablePrefix(adapter: string): string {
  return adapter.toUpperCase().replaceAll('-', '_')
}

function adapterUrl(name: string) {
  const prefix = variablePrefix(name)
  return optional({
    env: [`${prefix}_ADAPTER_URL`, `${prefix}_DATA_PROVIDER_URL`],
    type: baseUrl(),
    doc: `Where the adapter ${name} is, unless it is in the same process.`,
  })
}
