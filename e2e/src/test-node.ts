import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { systemRandom } from '@kivuko/random'
import { type RunningProgram, startProgram } from '@kivuko/testing'
import { type Admin, createAdmin } from './test-admin.ts'
import { findPorts } from './test-ports.ts'

/** Environment variables of a node. */
export type Settings = Readonly<Record<string, string>>

/** Where the repository is, with a slash at the end. */
export const repositoryFolder = fileURLToPath(new URL('../../', import.meta.url))

/** The file of the command `kivuko`. */
export const kivukoProgram = join(repositoryFolder, 'apps/kivuko/bin/kivuko.mjs')

const portNames = [
  'ADMIN_PORT',
  'CONNECTOR_PORT',
  'OPEN_PAYMENTS_PORT',
  'AUTH_PORT',
  'INTROSPECTION_PORT',
  'INTERACTION_PORT',
  'SERVICE_API_PORT',
] as const

/** Where a node's servers listen, by the variable that says so; without a slash at the end. */
export type NodeUrls = Readonly<Record<(typeof portNames)[number], string>>

/** What a node in a test is: its settings do not change when it is started again. */
export interface TestNode extends AsyncDisposable {
  readonly name: string
  readonly ilpAddress: string
  readonly settings: Settings
  readonly urls: NodeUrls
  readonly admin: Admin
  /** A wallet address of this node. */
  walletAddress(name: string): string
  /** Starts it, on the data that it left, and waits until it is ready. */
  start(): Promise<void>
  /** Ends its process, with no chance to tidy up. */
  kill(): Promise<void>
  /** Ends the process of its database likewise, and waits until the node is ready again. */
  killDatabase(): Promise<void>
  /** Ends it as an operator would; gives its exit code. */
  stop(): Promise<number | null>
  /** All that it has written since its first start. */
  output(): Promise<string>
  books(): Promise<Books>
}

/** What `kivuko books --json` prints. */
export interface Books {
  readonly balanced: boolean
  readonly ledgers: readonly {
    readonly ledger: number
    readonly debitsPosted: string
    readonly creditsPosted: string
    readonly debitsPending: string
    readonly creditsPending: string
  }[]
  readonly accounts: readonly {
    readonly id: string
    readonly kind: string
    readonly assetCode: string
    readonly liquidity: string
    readonly debitsPosted: string
    readonly creditsPosted: string
  }[]
}

/** Starts a whole node (`kivuko up`) in a process of its own, on an empty folder. */
export async function startTestNode(options: {
  readonly folder: string
  readonly name: string
  readonly settings?: Settings
}): Promise<TestNode> {
  const { folder, name } = options
  const settings = await nodeSettings(options)
  const urls = urlsOf(settings)
  let program: RunningProgram | undefined
  const start = async (): Promise<void> => {
    program = await startProgram({
      folder,
      program: { name, args: [kivukoProgram, 'up'], env: programEnvironment(settings) },
    })
    await program.ready(`${urls.ADMIN_PORT}/readyz`)
  }
  const stop = async (): Promise<number | null> => (await program?.stop())?.code ?? null
  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    name,
    ilpAddress: settings['ILP_ADDRESS'] ?? '',
    settings,
    urls,
    admin: createAdmin(adminOptions({ settings, urls })),
    walletAddress: (wallet) => `https://127.0.0.1:${settings['OPEN_PAYMENTS_PORT']}/${wallet}`,
    start,
    async kill() {
      await program?.kill()
    },
    async killDatabase() {
      const pidFile = join(settings['KIVUKO_DATA_DIR'] ?? '', 'postgres/cluster/postmaster.pid')
      const [pid = ''] = (await readFile(pidFile, 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      await program?.ready(`${urls.ADMIN_PORT}/readyz`)
    },
    stop,
    output: async () => (await program?.output()) ?? '',
    books: async () => JSON.parse(await runKivuko(settings, ['books', '--json'])) as Books,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

/** What a client of the node's admin API needs. */
export function adminOptions({ settings, urls }: Pick<TestNode, 'settings' | 'urls'>) {
  return {
    url: urls.ADMIN_PORT,
    tenantId: settings['OPERATOR_TENANT_ID'] ?? '',
    secret: settings['ADMIN_API_SECRET'] ?? '',
  }
}

/** Runs another command of the node to its end and gives what it printed to stdout. */
export async function runKivuko(settings: Settings, args: readonly string[]): Promise<string> {
  const env = programEnvironment(settings)
  const { stdout } = await promisify(execFile)(process.execPath, [kivukoProgram, ...args], {
    env,
    maxBuffer: outputBytesMax,
  })
  return stdout
}

/** The books of a node with thousands of payments. */
const outputBytesMax = 64 * 1024 * 1024

/** What a program needs to run at all, and no setting that the shell happens to have. */
export function programEnvironment(settings: Settings): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, ...settings }
}

/** The settings of a node: ports that are free, secrets of its own. */
export async function nodeSettings(options: {
  readonly folder: string
  readonly name: string
  readonly settings?: Settings
}): Promise<Settings> {
  const { folder, name, settings = {} } = options
  const dataDir = join(folder, name)
  await mkdir(dataDir, { recursive: true })
  const found = await findPorts(portNames.length)
  const ports = Object.fromEntries(portNames.map((port, index) => [port, String(found[index])]))
  const secret = (): string => Buffer.from(systemRandom.bytes(32)).toString('base64')
  return {
    ...ports,
    NODE_ENV: 'development',
    KIVUKO_HOST: '127.0.0.1',
    KIVUKO_DATA_DIR: dataDir,
    KIVUKO_PACKETS_PER_MINUTE: '0',
    // Users of tests decide at once.
    WAIT_SECONDS: '0',
    INSTANCE_NAME: name,
    ILP_ADDRESS: `test.${name}`,
    OPERATOR_TENANT_ID: systemRandom.uuid(),
    ADMIN_API_SECRET: secret(),
    STREAM_SECRET: secret(),
    SIGNATURE_SECRET: secret(),
    COOKIE_KEY: secret(),
    IDENTITY_SERVER_SECRET: secret(),
    KEY_ID: `key-of-${name}`,
    PRIVATE_KEY_FILE: await makePrivateKey(dataDir),
    ...settings,
  }
}

async function makePrivateKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'key.pem')
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  return path
}

/** Where the servers of a node with these settings listen. */
export function urlsOf(settings: Settings): NodeUrls {
  const urls = portNames.map((port) => [port, `http://127.0.0.1:${settings[port]}`])
  return Object.fromEntries(urls) as NodeUrls // One for each name.
}
