import { join } from 'node:path'
import type { Clock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import type { HttpClient } from '@kivuko/http'
import type { Random } from '@kivuko/random'
import { withDevelopmentDefaults } from '../development-environment.ts'
import {
  nodeEnvironment,
  type PlacedBank,
  type SharedSecrets,
  urlOf,
  walletEnvironment,
} from './bank-plan.ts'
import { ChildProgram } from './child-program.ts'
import type { Narrator } from './narrator.ts'

/** What starting needs. */
export interface NetworkOptions {
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly narrator: Narrator
  /** What every program is given of this process's environment. */
  readonly inherited: Environment
  readonly secrets: SharedSecrets
  /** Takes each program the moment it runs, to be stopped at the end, however that comes. */
  readonly register: (program: ChildProgram) => void
}

/** Starts the nodes and wallets of two banks side by side; resolves when all of them are ready. */
export async function startNetwork(
  options: NetworkOptions,
  [one, other]: readonly [PlacedBank, PlacedBank],
): Promise<void> {
  await Promise.all([startBank(options, one, other), startBank(options, other, one)])
}

async function startBank(
  options: NetworkOptions,
  bank: PlacedBank,
  peer: PlacedBank,
): Promise<void> {
  const { clock, random, http, narrator, inherited, secrets, register } = options
  const startedMs = clock.monotonicMs()
  const node = await withDevelopmentDefaults({ env: nodeEnvironment(bank), random })
  const run = (start: ConstructorParameters<typeof ChildProgram>[0]): ChildProgram => {
    const program = new ChildProgram({ ...start, env: { ...inherited, ...start.env } }, { clock })
    register(program)
    return program
  }
  const programs = [
    run({
      name: `The node of ${bank.name}`,
      args: [kivuko, 'up'],
      env: node,
      logPath: join(bank.dataDir, 'node.log'),
      readyUrls: nodeServers.map((server) => `${urlOf(bank, server)}/readyz`),
    }),
    run({
      name: `The wallet of ${bank.name}`,
      args: [wallet],
      env: walletEnvironment(bank, { peer, node, secrets }),
      logPath: join(bank.dataDir, 'wallet.log'),
      readyUrls: [`${urlOf(bank, 'wallet')}/readyz`],
    }),
  ]
  await Promise.all(programs.map((program) => program.ready(http)))
  narrator.done(`${bank.name}: node and wallet are ready`, clock.monotonicMs() - startedMs)
}

const nodeServers = ['admin', 'connector', 'openPayments', 'auth', 'interaction'] as const

const apps = join(import.meta.dirname, '../../..')
const kivuko = join(apps, 'kivuko/bin/kivuko.mjs')
const wallet = join(apps, 'demo-wallet/src/main.ts')
