import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Random } from '@kivuko/random'
import { exportJwk, privateKeyFromPem } from '@kivuko/signatures'
import { keptFile } from '../kept-file.ts'
import type { SharedSecrets } from './bank-plan.ts'

/** The `kid` of the shop's key. */
export const shopKeyId = 'duka-online'

const tokenBytes = 32

/** The secrets of the quick start, made at its first run and kept with its data. */
export async function keptSecrets(
  { dataDir, random }: { readonly dataDir: string; readonly random: Random },
  [one, other]: readonly [string, string],
): Promise<SharedSecrets & { readonly shopKey: KeyObject }> {
  const pem = await keptFile(join(dataDir, 'shop-key.pem'), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const token = (): string => Buffer.from(random.bytes(tokenBytes)).toString('base64url')
  const text = await keptFile(join(dataDir, 'peer-tokens.json'), () =>
    JSON.stringify({ [`${one}>${other}`]: token(), [`${other}>${one}`]: token() }),
  )
  const shopKey = privateKeyFromPem(pem)
  return {
    // The file is this function's own.
    tokens: JSON.parse(text) as SharedSecrets['tokens'],
    shopKey,
    shopJwk: JSON.stringify(exportJwk(shopKey, shopKeyId)),
  }
}
