import { type ConfigSchema, configTable } from '@kivuko/config'
import { cacheSettings } from './cache-settings.ts'
import { idleSettings } from './idle-settings.ts'
import { observationSettings } from './observation-settings.ts'
import { serverSettings } from './server-settings.ts'
import { upstreamSettings } from './upstream-settings.ts'
import { warmingSettings } from './warming-settings.ts'

/** docs/adapter-settings.md: every variable of the framework, from the schemas that read them. */
export async function generate(): Promise<readonly { path: string; text: string }[]> {
  const tables = sections.flatMap(([title, schema]) => [`## ${title}`, configTable(schema)])
  return [{ path: 'docs/adapter-settings.md', text: `${[introduction, ...tables].join('\n\n')}\n` }]
}

const sections: readonly (readonly [string, ConfigSchema])[] = [
  ['Where it listens, and whom it answers how', serverSettings],
  ['The provider', upstreamSettings],
  ['Caches', cacheSettings],
  ['Warming and streams', warmingSettings],
  ['Logs and metrics', observationSettings],
  ['Without effect here', idleSettings],
]

const introduction = `# Settings of an adapter

Made by \`npm run generate\` from [the schemas](../packages/adapter/adapter/src/settings). How an
adapter is written is in [adapters](adapters.md); its own variables come to these.

Every setting is an environment variable, with the names of Chainlink's frameworks. Each may have
the adapter's name before it, in upper case with underscores: \`PRICE_API_EA_PORT\` is for the
adapter \`price-api\` alone and wins over \`EA_PORT\`. When something is missing or wrong, the
adapter names all of it at once and doesn't start.`
