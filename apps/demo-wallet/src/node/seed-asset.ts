import { createHash } from 'node:crypto'
import type { AssetUnit } from '@kivuko/money'
import { z } from 'zod'
import { type AdminClient, isRefused, mustHave } from './admin-client.ts'

/** Finds or makes an asset, sees that it had its first liquidity, and gives its id. */
export async function ensureAsset(
  admin: AdminClient,
  asset: AssetUnit & { readonly liquidity: bigint },
): Promise<string> {
  const { code, scale, liquidity } = asset
  const found = mustHave(await admin.run(findAsset, { code, scale }, foundData))
  const id = found.assetByCodeAndScale?.id ?? (await makeAsset(admin, asset))
  if (liquidity > 0n) await depositOnce(admin, id, liquidity)
  return id
}

async function makeAsset(admin: AdminClient, { code, scale }: AssetUnit): Promise<string> {
  const made = mustHave(await admin.run(createAsset, { code, scale }, madeData))
  return made.createAsset.asset.id
}

/** The deposit has an id that follows from the asset's, so that there is only ever one. */
async function depositOnce(admin: AdminClient, assetId: string, amount: bigint): Promise<void> {
  const id = uuidFor(`first liquidity of ${assetId}`)
  const variables = { assetId, amount: amount.toString(), id }
  const answer = await admin.run(depositLiquidity, variables, z.unknown())
  if (isRefused(answer) && answer.refusal === 'DUPLICATE') return
  mustHave(answer)
}

/** The same text has the same id: a UUID of version 8 (RFC 9562 section 5.8). */
function uuidFor(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const findAsset = `query ($code: String!, $scale: UInt8!) {
  assetByCodeAndScale(code: $code, scale: $scale) { id }
}`
const foundData = z.object({ assetByCodeAndScale: z.object({ id: z.string() }).nullable() })

const createAsset = `mutation ($code: String!, $scale: UInt8!) {
  createAsset(input: { code: $code, scale: $scale }) { asset { id } }
}`
const madeData = z.object({ createAsset: z.object({ asset: z.object({ id: z.string() }) }) })

const depositLiquidity = `mutation ($assetId: String!, $amount: UInt64!, $id: String!) {
  depositAssetLiquidity(
    input: { assetId: $assetId, amount: $amount, id: $id, idempotencyKey: $id }
  ) { success }
}`
