import { configTable } from '@kivuko/config'
import { walletSettings } from './config.ts'

/** SETTINGS.md beside the wallet's README: its environment variables. */
export async function generate(): Promise<readonly { path: string; text: string }[]> {
  const text = `# Settings of the demo wallet

Made by \`npm run generate\` from [config.ts](src/config.ts). Every setting is an environment
variable.

${configTable(walletSettings)}
`
  return [{ path: 'apps/demo-wallet/SETTINGS.md', text }]
}
