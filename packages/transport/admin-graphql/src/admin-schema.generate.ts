import { readFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers'
import { parse } from 'graphql'

const folder = 'packages/transport/admin-graphql/src/generated'

/**
 * The file under `nodes/` that says what stands for a type of the schema until its lazy fields are
 * asked for. Types that are not named here are answered whole.
 */
const nodeFiles = {
  Asset: 'asset-node',
  IncomingPayment: 'incoming-payment-node',
  OutgoingPayment: 'outgoing-payment-node',
  Payment: 'payment-node',
  Peer: 'peer-node',
  WalletAddress: 'wallet-address-node',
  WebhookEvent: 'webhook-event-node',
}

const config = {
  scalars: {
    ID: 'string',
    UInt8: 'number',
    UInt64: { input: 'bigint', output: 'string' },
    JSONObject: 'Readonly<Record<string, unknown>>',
  },
  strictScalars: true,
  enumsAsTypes: true,
  immutableTypes: true,
  useTypeImports: true,
  skipTypename: true,
}

/** Makes the types of the schema, and those of the resolvers that answer it. */
export async function generate(): Promise<readonly { path: string; text: string }[]> {
  const sdl = readFileSync(new URL('schema/admin.graphql', import.meta.url), 'utf8')
  const shared = { schema: parse(sdl), documents: [], filename: '' }
  const types = await codegen({
    ...shared,
    plugins: [{ typescript: {} }],
    pluginMap: { typescript },
    config: { ...config, avoidOptionals: { field: true } },
  })
  const resolvers = await codegen({
    ...shared,
    plugins: [{ resolvers: {} }],
    pluginMap: { resolvers: typescriptResolvers },
    config: {
      ...config,
      namespacedImportName: 'types',
      makeResolverTypeCallable: true,
      contextType: '../admin-context.ts#AdminContext',
      mappers: Object.fromEntries(
        Object.entries(nodeFiles).map(([type, file]) => [type, `../nodes/${file}.ts#${type}Node`]),
      ),
    },
  })
  const importTypes = "import type * as types from './admin-types.generated.ts'\n"
  return [
    { path: `${folder}/admin-types.generated.ts`, text: types },
    { path: `${folder}/admin-resolvers.generated.ts`, text: importTypes + resolvers },
  ]
}
