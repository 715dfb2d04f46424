import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import type { Environment } from '@kivuko/config'
import type { Random } from '@kivuko/random'
import { keptFile } from './kept-file.ts'

/** Secrets of a node that was started without any, made once and kept beside its database. */
interface KeptSecrets {
  readonly operatorTenantId: string
  readonly adminApiSecret: string
  readonly streamSecret: string
  readonly cookieKey: string
  readonly identityServerSecret: string
  readonly webhookSecret: string
}

/**
 * Fills in what `kivuko up` needs and the environment leaves out: addresses on this machine from
 * the ports, and secrets that are made at the first start and kept in the data folder. What the
 * environment says is never changed. In production nothing is filled in: an operator's secrets are
 * the operator's to choose.
 */
export async function withDevelopmentDefaults(options: {
  env: Environment
  random: Random
}): Promise<Environment> {
  const { env, random } = options
  if (env['NODE_ENV'] === 'production') return env
  const dataDir = env['KIVUKO_DATA_DIR'] || '.kivuko/node'
  const secrets = await keptSecrets(dataDir, random)
  const at = (name: string, port: string) => `http://127.0.0.1:${env[name] || port}`
  const openPaymentsUrl = env['OPEN_PAYMENTS_URL'] || at('OPEN_PAYMENTS_PORT', '3003')
  const defaults: Environment = {
    OPERATOR_TENANT_ID: secrets.operatorTenantId,
    ADMIN_API_SECRET: secrets.adminApiSecret,
    STREAM_SECRET: secrets.streamSecret,
    COOKIE_KEY: secrets.cookieKey,
    IDENTITY_SERVER_SECRET: secrets.identityServerSecret,
    SIGNATURE_SECRET: secrets.webhookSecret,
    KEY_ID: 'kivuko-development',
    PRIVATE_KEY_FILE: await keptPrivateKey(dataDir),
    OPEN_PAYMENTS_URL: openPaymentsUrl,
    WALLET_ADDRESS_URL: `${openPaymentsUrl}/.well-known/pay`,
    AUTH_SERVER_URL: at('AUTH_PORT', '3006'),
    AUTH_SERVER_GRANT_URL: at('AUTH_PORT', '3006'),
    AUTH_SERVER_INTROSPECTION_URL: at('INTROSPECTION_PORT', '3007'),
    ILP_ADDRESS: 'test.kivuko',
    WEBHOOK_URL: 'http://127.0.0.1:4000/webhooks',
    IDENTITY_SERVER_URL: 'http://127.0.0.1:4000/consent',
    KIVUKO_HOST: '127.0.0.1',
  }
  const given = Object.entries(env).filter(([, text]) => text !== undefined && text !== '')
  return { ...defaults, ...Object.fromEntries(given) }
}

async function keptSecrets(dataDir: string, random: Random): Promise<KeptSecrets> {
  const text = await keptFile(join(dataDir, 'secrets.json'), () => {
    const secret = () => Buffer.from(random.bytes(32)).toString('base64')
    const secrets: KeptSecrets = {
      operatorTenantId: random.uuid(),
      adminApiSecret: secret(),
      streamSecret: secret(),
      cookieKey: secret(),
      identityServerSecret: secret(),
      webhookSecret: secret(),
    }
    return JSON.stringify(secrets, undefined, 2)
  })
  // The file is this function's own; a hand that changed it meets the errors of the settings.
  return JSON.parse(text) as KeptSecrets
}

async function keptPrivateKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'private-key.pem')
  await keptFile(path, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  return path
}
