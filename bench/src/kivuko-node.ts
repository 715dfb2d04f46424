import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@kivuko/config'
import { freePort } from '@kivuko/testing'
import { request } from 'undici'
import { repositoryFolder } from './repository-folder.ts'
import { type AdminApi, createAdminApi } from './admin-api.ts'
import type { Ground } from './ground.ts'
import { profiling } from './profiling.ts'

/** A whole node in a process of its own, as `kivuko up` starts it. */
export interface KivukoNode {
  readonly name: string
  readonly ilpAddress: string
  /** Where peers post packets. */
  readonly connectorUrl: string
  /** Open Payments; also what its wallet addresses begin with, once `https` is put before it. */
  readonly openPaymentsUrl: string
  readonly authUrl: string
  readonly secrets: NodeSecrets
  /** From the start of the process until it was ready. */
  readonly startMs: number
  openAdmin(connections: number): AdminApi
  /** A wallet address of this node. */
  walletAddress(name: string): string
  /** Resident memory of its process, without the database's. */
  rssMb(): Promise<number>
  /** Throws unless its books balance, as `kivuko books` sees them. */
  checkBooks(): Promise<void>
  /** Ends it as an operator would; its data stay. */
  stop(): Promise<void>
}

/** What a node that was started without secrets has made for itself. */
export interface NodeSecrets {
  readonly operatorTenantId: string
  readonly adminApiSecret: string
  readonly streamSecret: string
}

/** Starts a node on its own folder in `ground`, anew or again, and waits until it is ready. */
export async function startNode(
  ground: Ground,
  options: { name: string; settings?: Environment },
): Promise<KivukoNode> {
  const { name, settings = {} } = options
  const { clock } = ground
  const dataDir = join(ground.folder, name)
  const ports = await findPorts()
  const at = (server: keyof typeof ports) => `http://127.0.0.1:${ports[server]}`
  const ilpAddress = `test.${name}`
  const startedMs = clock.monotonicMs()
  const started = await ground.start({
    name,
    args: [program, 'up'],
    nodeOptions: profiling(ground, name),
    settings: {
      ...ports,
      KIVUKO_DATA_DIR: dataDir,
      KIVUKO_PACKETS_PER_MINUTE: '0',
      ILP_ADDRESS: ilpAddress,
      INSTANCE_NAME: name,
      ...settings,
    },
  })
  await started.ready(`${at('ADMIN_PORT')}/readyz`)
  const startMs = clock.monotonicMs() - startedMs
  const secrets = await readSecrets(dataDir)
  return {
    name,
    ilpAddress,
    connectorUrl: at('CONNECTOR_PORT'),
    openPaymentsUrl: at('OPEN_PAYMENTS_PORT'),
    authUrl: at('AUTH_PORT'),
    secrets,
    startMs,
    openAdmin: (connections) =>
      createAdminApi({ clock, url: at('ADMIN_PORT'), secrets, connections }),
    walletAddress: (wallet) => `https://127.0.0.1:${ports.OPEN_PAYMENTS_PORT}/${wallet}`,
    rssMb: () => readRssMb(`${at('ADMIN_PORT')}/metrics`),
    async checkBooks() {
      const args = [program, 'books', '--json']
      const books = `${name}-books`
      const where = { KIVUKO_DATA_DIR: dataDir }
      const audit = await ground.start({ name: books, args, settings: where })
      const { code } = await audit.ended
      if (code !== 0) throw new Error(`the books of ${name} are wrong: ${await audit.output()}`)
    },
    async stop() {
      await started.stop()
    },
  }
}

const program = join(repositoryFolder, 'apps/kivuko/bin/kivuko.mjs')

async function findPorts() {
  return {
    ADMIN_PORT: await portText(),
    CONNECTOR_PORT: await portText(),
    OPEN_PAYMENTS_PORT: await portText(),
    AUTH_PORT: await portText(),
    AUTH_ADMIN_PORT: await portText(),
    INTROSPECTION_PORT: await portText(),
    INTERACTION_PORT: await portText(),
    SERVICE_API_PORT: await portText(),
  }
}

async function portText(): Promise<string> {
  return String(await freePort())
}

async function readSecrets(dataDir: string): Promise<NodeSecrets> {
  const text = await readFile(join(dataDir, 'secrets.json'), 'utf8')
  return JSON.parse(text) as NodeSecrets // Written by the node that has just become ready.
}

async function readRssMb(url: string): Promise<number> {
  const { body } = await request(url)
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(await body.text())?.[1]
  if (bytes === undefined) throw new Error(`${url} does not tell the resident memory`)
  return Number(bytes) / 1_000_000
}
