import type { Log } from '@kivuko/log'
import { normalizeWalletAddressUrl } from '@kivuko/open-payments'
import type { Postgres } from '@kivuko/postgres'
import { readAsset, readAssetCodes } from './assets-postgres.ts'
import type { Directory } from './directory.ts'
import { readFee } from './fees-postgres.ts'
import { hashToken } from './hash-token.ts'
import { readActiveKeys } from './keys-postgres.ts'
import { readAllPeers } from './peers-postgres.ts'
import { createReadCache } from './read-cache.ts'
import type { AssetId, Fee, Peer, PeerId, TenantId, WalletAddressId } from './records.ts'
import { readTenant } from './tenants-postgres.ts'
import { readWalletAddress } from './wallet-addresses-postgres.ts'

/** Tokens whose peer is remembered by the token itself, so that a packet costs no hash. */
const tokensRememberedMax = 10_000

/**
 * Opens the directory: reads all peers, then answers from memory. A change announced by the
 * database empties what it touches; when announcements may have been missed, everything.
 */
export async function openDirectory(options: {
  postgres: Postgres
  operatorId: TenantId
  log: Log
}): Promise<Directory & AsyncDisposable> {
  const { postgres, operatorId } = options
  const caches = createCaches(postgres)
  const peers = createPeerTable(options)
  const assetListeners = new Set<() => void>()
  const changed = (table: string) => {
    for (const cache of caches.touchedBy(table)) cache.clear()
    if (peerTables.has(table)) void peers.refresh()
    if (assetTables.has(table)) for (const call of assetListeners) call()
  }
  const listening = await postgres.listen('directory', {
    onMessage: changed,
    onGap: () => changed('everything'),
  })
  await peers.refresh()
  return {
    operatorId,
    tenant: (id) => caches.tenants.get(id),
    asset: (id) => caches.assets.get(id),
    assetCodes: () => readAssetCodes(postgres),
    onAssetsChanged(call) {
      assetListeners.add(call)
      return { [Symbol.dispose]: () => void assetListeners.delete(call) }
    },
    walletAddress: (id) => caches.wallets.get(id),
    async walletAddressByUrl(text) {
      const url = normalizeWalletAddressUrl(text)
      return url === undefined ? undefined : await caches.walletsByUrl.get(url)
    },
    walletAddressKeys: async (id) => (await caches.keys.get(id)) ?? [],
    fee: async (assetId, type) => (await caches.fees.get(`${assetId} ${type}`))?.fee,
    peers: peers.all,
    peer: peers.byId,
    peerByIncomingToken: peers.byToken,
    onPeersChanged: peers.onChanged,
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  }
}

const peerTables = new Set(['peers', 'peer_tokens', 'assets', 'everything'])
const assetTables = new Set(['assets', 'everything'])

function createCaches(postgres: Postgres) {
  const tenants = createReadCache((id: TenantId) => readTenant(postgres, id))
  const assets = createReadCache((id: AssetId) => readAsset(postgres, 'a.id = $1', [id]))
  const wallets = createReadCache((id: WalletAddressId) =>
    readWalletAddress(postgres, 'w.id = $1', [id]),
  )
  const walletsByUrl = createReadCache((url: string) =>
    readWalletAddress(postgres, 'w.url = $1', [url]),
  )
  const keys = createReadCache((id: WalletAddressId) => readActiveKeys(postgres, id))
  // That an asset has no fee is an answer worth keeping: every quote asks.
  const fees = createReadCache(async (key: string) => {
    const [assetId, type] = key.split(' ') as [AssetId, Fee['type']]
    return { fee: await readFee(postgres, { assetId, type }) }
  })
  const all = [tenants, assets, wallets, walletsByUrl, keys, fees]
  const touched: Record<string, readonly { clear(): void }[]> = {
    tenants: [tenants],
    tenant_settings: [tenants],
    assets: [assets, wallets, walletsByUrl],
    wallet_addresses: [wallets, walletsByUrl],
    wallet_address_keys: [keys],
    fees: [fees],
    peers: [],
    peer_tokens: [],
  }
  return {
    tenants,
    assets,
    wallets,
    walletsByUrl,
    keys,
    fees,
    touchedBy: (table: string) => touched[table] ?? all,
  }
}

function createPeerTable({ postgres, log }: { postgres: Postgres; log: Log }) {
  let all: readonly Peer[] = []
  let byId = new Map<PeerId, Peer>()
  let byHash = new Map<string, PeerId>()
  let byToken = new Map<string, PeerId>()
  let reading: Promise<void> | undefined
  let again = false
  const listeners = new Set<() => void>()

  const read = async () => {
    const found = await readAllPeers(postgres)
    all = found.map(({ peer }) => peer)
    byId = new Map(all.map((peer) => [peer.id, peer]))
    byToken = new Map()
    byHash = new Map(
      found.flatMap(({ peer, tokenHashes }) =>
        tokenHashes.map((hash) => [hash.toString('base64'), peer.id] as const),
      ),
    )
    for (const call of listeners) call()
  }
  /** Reads again; announcements that come meanwhile cause one more reading. */
  const refresh = (): Promise<void> => {
    if (reading) {
      again = true
      return reading
    }
    reading = read()
      .catch((err: unknown) => log.error('peers could not be read', { err }))
      .finally(() => {
        reading = undefined
        if (again) {
          again = false
          void refresh()
        }
      })
    return reading
  }
  return {
    refresh,
    all: () => all,
    byId: (id: PeerId) => byId.get(id),
    byToken(token: string): PeerId | undefined {
      const remembered = byToken.get(token)
      if (remembered) return remembered
      const id = byHash.get(hashToken(token).toString('base64'))
      if (id && byToken.size < tokensRememberedMax) byToken.set(token, id)
      return id
    },
    onChanged(call: () => void): Disposable {
      listeners.add(call)
      return { [Symbol.dispose]: () => void listeners.delete(call) }
    },
  }
}
