import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Clock } from '@kivuko/clock'
import { systemRandom } from '@kivuko/random'
import { exportJwk, signRequest } from '@kivuko/signatures'
import { type AdminApi, textAt } from './admin-api.ts'
import { documents } from './admin-documents.ts'
import { startAse } from './ase.ts'
import type { Bench } from './bench.ts'
import { driveLoad } from './drive-load.ts'
import type { Ground } from './ground.ts'
import { type KivukoNode, startNode } from './kivuko-node.ts'
import type { Measurement } from './measurement.ts'
import { createAsset, createWalletAddress } from './node-objects.ts'
import { createPoster } from './poster.ts'

const concurrencies = [1, 16] as const

/** What clients ask of a node over Open Payments and GNAP, each request by itself. */
export const openPayments: Bench = {
  name: 'open-payments',
  about: 'wallet address, grant, incoming payment: requests of clients',
  async *run(ground) {
    await using ase = await startAse({ clock: ground.clock, random: systemRandom })
    // So that the generator can stand for many clients: requests are limited for each address.
    const settings = { WEBHOOK_URL: ase.webhookUrl, TRUST_PROXY: 'true' }
    const node = await startNode(ground, { name: 'node', settings })
    await using admin = node.openAdmin(1)
    const client = await setUpClient(ground.clock, { node, admin })
    const requests = await prepareRequests(node, client)
    for (const asked of requests) {
      for (const concurrency of concurrencies) {
        yield await measure(ground, { node, client, asked, concurrency })
      }
    }
  },
}

/** A client that is known by a wallet address of the node. */
interface Client {
  readonly walletAddress: string
  /** The headers that sign a request. */
  sign(request: Request): Readonly<Record<string, string>>
}

/** A request to send over and over. */
interface Request {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isSigned: boolean
}

async function setUpClient(
  clock: Clock,
  { node, admin }: { node: KivukoNode; admin: AdminApi },
): Promise<Client> {
  const assetId = await createAsset(admin, { code: 'USD', random: systemRandom })
  const walletAddress = node.walletAddress('alice')
  const walletAddressId = await createWalletAddress(admin, { assetId, address: walletAddress })
  const key: KeyObject = generateKeyPairSync('ed25519').privateKey
  const { kid, x } = exportJwk(key, 'bench-key')
  const jwk = { kid, x, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }
  await admin.call(documents.createWalletAddressKey, { input: { walletAddressId, jwk } })
  return {
    walletAddress,
    sign({ method, url, headers, body, isSigned }) {
      if (!isSigned) return {}
      const signer = { key, keyId: kid, createdSec: Math.floor(clock.now() / 1000) }
      return signRequest({ method, url, headers, ...(body !== '' && { body }) }, signer)
    },
  }
}

async function prepareRequests(node: KivukoNode, client: Client): Promise<readonly Request[]> {
  const { walletAddress } = client
  const tenantId = node.secrets.operatorTenantId
  const grant: Request = {
    name: 'grant',
    method: 'POST',
    url: `${node.authUrl}/${tenantId}`,
    headers: {},
    body: JSON.stringify({
      access_token: { access: [{ type: 'incoming-payment', actions: ['create', 'read'] }] },
      client: walletAddress,
    }),
    isSigned: true,
  }
  const token = textAt(await sendOnce(client, grant), 'access_token.value')
  const create: Request = {
    name: 'incoming-payment-create',
    method: 'POST',
    url: `${node.openPaymentsUrl}/${tenantId}/incoming-payments`,
    headers: { authorization: `GNAP ${token}` },
    body: JSON.stringify({ walletAddress }),
    isSigned: true,
  }
  const made = textAt(await sendOnce(client, create), 'id')
  const get: Request = {
    ...create,
    name: 'incoming-payment-get',
    method: 'GET',
    url: made.replace('https:', 'http:'),
    body: '',
  }
  const read: Request = {
    name: 'wallet-address',
    method: 'GET',
    url: walletAddress.replace('https:', 'http:'),
    headers: { accept: 'application/json' },
    body: '',
    isSigned: false,
  }
  return [grant, create, get, read]
}

async function sendOnce(client: Client, request: Request): Promise<unknown> {
  await using poster = createPoster({ ...request, connections: 1 })
  return JSON.parse((await poster.post(request.body, client.sign(request))).toString())
}

async function measure(
  { clock, measureMs }: Ground,
  run: { node: KivukoNode; client: Client; asked: Request; concurrency: number },
): Promise<Measurement> {
  const { node, client, asked, concurrency } = run
  await using poster = createPoster({ ...asked, connections: concurrency })
  const task = async (worker: number) => {
    const forwarded = { 'x-forwarded-for': `192.0.2.${worker + 1}` }
    await poster.post(asked.body, { ...client.sign(asked), ...forwarded })
  }
  const { completed: _, ...found } = await driveLoad({
    clock,
    concurrency,
    warmUpMs,
    measureMs,
    task,
  })
  return { name: asked.name, concurrency, ...found, rssMb: await node.rssMb() }
}

/** The first requests of a process are slow: code is compiled, connections are made. */
const warmUpMs = 2_000
