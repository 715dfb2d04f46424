import { type ConfigSchema, configTable } from '@kivuko/config'
import { authSettings } from './auth-settings.ts'
import { backendSettings } from './backend-settings.ts'
import { ratesSettings } from './rates-settings.ts'
import { sharedSettings } from './shared-settings.ts'
import { variablesWithoutEffect } from './without-effect.ts'

/** docs/settings.md: every environment variable of the node, from the schemas that read them. */
export async function generate(): Promise<readonly { path: string; text: string }[]> {
  const own = (schema: ConfigSchema): ConfigSchema =>
    Object.fromEntries(Object.entries(schema).filter(([key]) => !(key in sharedSettings)))
  const sections = [
    introduction,
    '## Of every program',
    configTable(sharedSettings),
    '## Of the backend',
    configTable(own(backendSettings)),
    '## Of `kivuko rates`',
    aboutRates,
    configTable(own(ratesSettings)),
    '## Of the authorization server',
    configTable(own(authSettings)),
    aboutThoseWithoutEffect,
    tableWithoutEffect(),
  ]
  return [{ path: 'docs/settings.md', text: `${sections.join('\n\n')}\n` }]
}

const introduction = `# Settings

Made by \`npm run generate\` from [the schemas](../apps/kivuko/src/settings); \`kivuko settings\`
prints the same.

Every setting is an environment variable; names are Rafiki's, ours begin with \`KIVUKO_\`. An empty
variable counts as one that is not set. When something is missing or wrong, the program names all
of it at once and doesn't start. Secrets are never printed, not even in those messages.
\`kivuko backend\` and \`kivuko auth\` read the first table and their own; \`kivuko up\` reads all.

Unless \`NODE_ENV\` is \`production\`, \`kivuko up\` fills in what is required:
[addresses on this machine](../apps/kivuko/src/development-environment.ts), and secrets that it
makes once and keeps in \`KIVUKO_DATA_DIR\`. The wallet of the quick start has
[settings of its own](../apps/demo-wallet/SETTINGS.md).`

const aboutRates = `Beside these: \`KIVUKO_HOST\`, \`LOG_LEVEL\`, \`KIVUKO_STOP_GRACE_MS\`, and
what the adapters read that it runs ([adapters](adapters.md)).`

const aboutThoseWithoutEffect = `## Of Rafiki, without effect here

Harmless to leave set: at its start the program says which of them are.`

function tableWithoutEffect(): string {
  const rows = Object.entries(variablesWithoutEffect).map(
    ([name, why]) => `| \`${name}\` | ${why} |`,
  )
  return ['| variable | why |', '|---|---|', ...rows].join('\n')
}
