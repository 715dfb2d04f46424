import type { Clock } from '@kivuko/clock'
import { isIlpAddress, isIlpAddressPrefix } from '@kivuko/ilp'
import type { AccountId, LedgerRefusal, TransferId } from '@kivuko/ledger'
import { Secret } from '@kivuko/log'
import {
  isUniqueViolation,
  type Page,
  type PageQuery,
  type Postgres,
  type Queries,
  readPage,
  type Transaction,
} from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import { type AssetRow, assetColumns, type DirectoryLedger, toAsset } from './assets-postgres.ts'
import { hashToken, tokenLengthMax } from './hash-token.ts'
import type { Asset, AssetId, Peer, PeerId, TenantId } from './records.ts'
import { type Refused, refuse } from './refused.ts'

/** Routes that one peer may be given beside its own address. */
const peerRoutesMax = 1_000
/** Tokens that one peer may present. */
const peerTokensMax = 100

/** What a peer is made of. */
export interface NewPeer {
  readonly tenantId?: TenantId
  readonly assetId: AssetId
  readonly staticIlpAddress: string
  readonly incomingTokens?: readonly string[]
  readonly outgoing: { readonly endpoint: string; readonly authToken: string }
  readonly name?: string
  readonly maxPacketAmount?: bigint
  readonly liquidityThreshold?: bigint
  readonly initialLiquidity?: bigint
  readonly routes?: readonly string[]
}

/** What changes of a peer; what is left out stays, tokens are replaced as a whole. */
export type PeerChange = { readonly id: PeerId; readonly tenantId?: TenantId } & Partial<
  Omit<NewPeer, 'assetId' | 'initialLiquidity' | 'tenantId'>
>

/** Why a peer is not taken. */
export type PeerRefusal =
  | 'DuplicateIncomingToken'
  | 'DuplicatePeer'
  | 'InvalidStaticIlpAddress'
  | 'InvalidHTTPEndpoint'
  | 'InvalidInitialLiquidity'
  | 'UnknownAsset'
  | 'UnknownPeer'

/** Peers as the ASE keeps them. An id of another tenant is unknown. */
export interface Peers {
  /** Opens its liquidity account, and deposits the initial liquidity, in the same transaction. */
  create(peer: NewPeer): Promise<Peer | Refused<PeerRefusal>>
  update(change: PeerChange): Promise<Peer | Refused<PeerRefusal>>
  delete(id: PeerId, tenantId?: TenantId): Promise<boolean>
  get(id: PeerId, tenantId?: TenantId): Promise<Peer | undefined>
  byAddressAndAsset(peer: {
    staticIlpAddress: string
    assetId: AssetId
    tenantId?: TenantId
  }): Promise<Peer | undefined>
  list(tenantId: TenantId | undefined, page: PageQuery): Promise<Page<Peer>>
}

const peerColumns = `p.id, p.tenant_id, p.static_ilp_address, p.outgoing_endpoint, p.outgoing_token,
  p.name, p.max_packet_amount, p.liquidity_threshold, p.routes, p.created_at, ${assetColumns}`
const peerTables = 'directory.peers p join directory.assets a on a.id = p.asset_id'

interface PeerRow extends AssetRow {
  readonly id: PeerId & AccountId
  readonly tenant_id: TenantId
  readonly static_ilp_address: string
  readonly outgoing_endpoint: string
  readonly outgoing_token: string
  readonly name: string | null
  readonly max_packet_amount: bigint | null
  readonly liquidity_threshold: bigint | null
  readonly routes: readonly string[]
  readonly created_at: Date
}

function toPeer(row: PeerRow): Peer {
  return {
    id: row.id,
    accountId: row.id,
    tenantId: row.tenant_id,
    asset: toAsset(row),
    staticIlpAddress: row.static_ilp_address,
    outgoing: { endpoint: row.outgoing_endpoint, authToken: new Secret(row.outgoing_token) },
    ...(row.name !== null && { name: row.name }),
    ...(row.max_packet_amount !== null && { maxPacketAmount: row.max_packet_amount }),
    ...(row.liquidity_threshold !== null && { liquidityThreshold: row.liquidity_threshold }),
    routes: row.routes,
    createdAtMs: row.created_at.getTime(),
  }
}

/** Keeps peers in the schema `directory`. */
export function createPostgresPeers(options: {
  postgres: Postgres
  ledger: DirectoryLedger
  clock: Clock
  random: Random
}): Peers {
  const { postgres, ledger } = options
  return {
    create: (peer) => savePeer(peer, (tx) => insertPeer(options, tx, peer), postgres),
    async update(change) {
      const peer = await savePeer(change, (tx) => updatePeer(tx, change), postgres)
      if ('id' in peer && change.liquidityThreshold !== undefined) {
        await ledger.setSignals(peer.accountId, { lowAt: change.liquidityThreshold })
      }
      return peer
    },
    async delete(id, tenantId) {
      const rows = await postgres.query({
        text: `delete from directory.peers
          where id = $1 and ($2::uuid is null or tenant_id = $2) returning id`,
        values: [id, tenantId ?? null],
      })
      return rows.length > 0
    },
    get: (id, tenantId) => readPeer(postgres, { id, tenantId }),
    async byAddressAndAsset({ staticIlpAddress, assetId, tenantId }) {
      const rows = await postgres.query<PeerRow>({
        text: `select ${peerColumns} from ${peerTables}
          where p.static_ilp_address = $1 and p.asset_id = $2
            and ($3::uuid is null or p.tenant_id = $3)`,
        values: [staticIlpAddress, assetId, tenantId ?? null],
      })
      return rows[0] && toPeer(rows[0])
    },
    async list(tenantId, page) {
      const found = await readPage<PeerRow>(postgres, {
        select: peerColumns,
        from: peerTables,
        table: 'directory.peers',
        alias: 'p',
        conditions: ['($1::uuid is null or p.tenant_id = $1)'],
        values: [tenantId ?? null],
        page,
      })
      return { ...found, items: found.items.map(toPeer) }
    },
  }
}

/** Every peer with the hashes of its tokens: what the connector is built from. */
export async function readAllPeers(
  queries: Queries,
): Promise<readonly { readonly peer: Peer; readonly tokenHashes: readonly Buffer[] }[]> {
  const rows = await queries.query<PeerRow & { token_hashes: readonly Buffer[] }>({
    text: `select ${peerColumns}, array(
        select t.token_hash from directory.peer_tokens t where t.peer_id = p.id
      ) as token_hashes
      from ${peerTables} order by p.id`,
  })
  return rows.map((row) => ({ peer: toPeer(row), tokenHashes: row.token_hashes }))
}

type Saved = Peer | Refused<PeerRefusal>

async function savePeer(
  peer: Partial<NewPeer>,
  save: (tx: Transaction) => Promise<Saved>,
  postgres: Postgres,
): Promise<Saved> {
  const invalid = checkPeer(peer)
  if (invalid) return invalid
  try {
    return await postgres.transaction(save)
  } catch (error) {
    if (isUniqueViolation(error, 'peer_tokens_token_unique')) {
      return refuse('DuplicateIncomingToken', 'an incoming token belongs to a peer already')
    }
    if (isUniqueViolation(error)) {
      return refuse('DuplicatePeer', 'there is a peer with this address and asset')
    }
    throw error
  }
}

function checkPeer(peer: Partial<NewPeer>): Refused<PeerRefusal> | undefined {
  const { staticIlpAddress: address, outgoing, routes = [], incomingTokens = [] } = peer
  if (address !== undefined && !isIlpAddress(address)) {
    return refuse('InvalidStaticIlpAddress', `${address} is not an ILP address (RFC 15)`)
  }
  const badRoute = routes.find((prefix) => !isIlpAddressPrefix(prefix))
  if (badRoute !== undefined || routes.length > peerRoutesMax) {
    return refuse(
      'InvalidStaticIlpAddress',
      badRoute === undefined
        ? `at most ${peerRoutesMax} routes`
        : `${badRoute} is not a prefix of ILP addresses (RFC 15)`,
    )
  }
  if (outgoing && !/^https?:$/.test(URL.parse(outgoing.endpoint)?.protocol ?? '')) {
    return refuse('InvalidHTTPEndpoint', 'the outgoing endpoint must be an http or https URL')
  }
  if (
    incomingTokens.length > peerTokensMax ||
    incomingTokens.some((token) => token === '' || token.length > tokenLengthMax)
  ) {
    return refuse(
      'DuplicateIncomingToken',
      `at most ${peerTokensMax} incoming tokens of 1 to ${tokenLengthMax} characters`,
    )
  }
  return undefined
}

async function insertPeer(
  options: Parameters<typeof createPostgresPeers>[0],
  tx: Transaction,
  peer: NewPeer,
): Promise<Saved> {
  const id = options.random.uuid() as PeerId & AccountId
  // The tenant is the asset's. The row lock keeps the asset from being deleted meanwhile.
  const assets = await tx.query<AssetRow>({
    text: `select ${assetColumns} from directory.assets a
      where a.id = $1 and ($2::uuid is null or a.tenant_id = $2) and a.deleted_at is null
      for share`,
    values: [peer.assetId, peer.tenantId ?? null],
  })
  const asset = assets[0] && toAsset(assets[0])
  if (!asset) return refuse('UnknownAsset', `there is no asset ${peer.assetId}`)
  await tx.query({
    text: `insert into directory.peers (id, tenant_id, asset_id, static_ilp_address,
        outgoing_endpoint, outgoing_token, name, max_packet_amount, liquidity_threshold, routes,
        created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      id,
      asset.tenantId,
      asset.id,
      peer.staticIlpAddress,
      peer.outgoing.endpoint,
      peer.outgoing.authToken,
      peer.name ?? null,
      peer.maxPacketAmount ?? null,
      peer.liquidityThreshold ?? null,
      peer.routes ?? [],
      new Date(options.clock.now()),
    ],
  })
  await insertTokens(tx, { id, tokens: peer.incomingTokens ?? [] })
  const refused = await openAccount(options, { tx, id, asset, peer })
  if (refused) throw new Error(`initial liquidity was refused: ${refused.refusal}`)
  return await readSaved(tx, id)
}

async function openAccount(
  { ledger, random }: Parameters<typeof createPostgresPeers>[0],
  opened: { tx: Transaction; id: AccountId; asset: Asset; peer: NewPeer },
): Promise<LedgerRefusal | undefined> {
  const { id, asset, peer } = opened
  const writer = ledger.within(opened.tx)
  const signals = peer.liquidityThreshold === undefined ? {} : { lowAt: peer.liquidityThreshold }
  await writer.createAccounts([{ id, ledger: asset.ledger, kind: 'peer', signals }])
  if (peer.initialLiquidity === undefined || peer.initialLiquidity === 0n) return undefined
  return await writer.apply([
    {
      kind: 'transfer',
      id: random.uuid() as TransferId,
      debitId: asset.settlementId,
      creditId: id,
      amount: peer.initialLiquidity,
      code: 'deposit',
    },
  ])
}

async function readSaved(tx: Transaction, id: PeerId): Promise<Peer> {
  const saved = await readPeer(tx, { id })
  if (!saved) throw new Error(`peer ${id} vanished within its own transaction`)
  return saved
}

async function updatePeer(tx: Transaction, change: PeerChange): Promise<Saved> {
  const rows = await tx.query({
    text: `update directory.peers set
        static_ilp_address = coalesce($3, static_ilp_address),
        outgoing_endpoint = coalesce($4, outgoing_endpoint),
        outgoing_token = coalesce($5, outgoing_token),
        name = coalesce($6, name),
        max_packet_amount = coalesce($7, max_packet_amount),
        liquidity_threshold = coalesce($8, liquidity_threshold),
        routes = coalesce($9, routes)
      where id = $1 and ($2::uuid is null or tenant_id = $2) returning id`,
    values: [
      change.id,
      change.tenantId ?? null,
      change.staticIlpAddress ?? null,
      change.outgoing?.endpoint ?? null,
      change.outgoing?.authToken ?? null,
      change.name ?? null,
      change.maxPacketAmount ?? null,
      change.liquidityThreshold ?? null,
      change.routes ?? null,
    ],
  })
  if (rows.length === 0) return refuse('UnknownPeer', `there is no peer ${change.id}`)
  if (change.incomingTokens) {
    await tx.query({
      text: 'delete from directory.peer_tokens where peer_id = $1',
      values: [change.id],
    })
    await insertTokens(tx, { id: change.id, tokens: change.incomingTokens })
  }
  return await readSaved(tx, change.id)
}

async function insertTokens(
  tx: Transaction,
  { id, tokens }: { id: PeerId; tokens: readonly string[] },
): Promise<void> {
  if (tokens.length === 0) return
  await tx.query({
    text: `insert into directory.peer_tokens (token_hash, peer_id) select hash, $2
      from unnest($1::bytea[]) as hash`,
    values: [[...new Set(tokens)].map(hashToken), id],
  })
}

async function readPeer(
  queries: Queries,
  { id, tenantId }: { id: PeerId; tenantId?: TenantId | undefined },
): Promise<Peer | undefined> {
  const rows = await queries.query<PeerRow>({
    text: `select ${peerColumns} from ${peerTables}
      where p.id = $1 and ($2::uuid is null or p.tenant_id = $2)`,
    values: [id, tenantId ?? null],
  })
  return rows[0] && toPeer(rows[0])
}
