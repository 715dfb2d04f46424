import { createServer } from 'node:net'

/** Where the servers of a bank listen. */
export interface Ports {
  readonly admin: number
  readonly connector: number
  readonly openPayments: number
  readonly auth: number
  readonly introspection: number
  readonly interaction: number
  readonly serviceApi: number
  readonly wallet: number
}

/** The ports of the first bank; those of others lie a round number above. */
const firstPorts: Ports = {
  admin: 3001,
  connector: 3002,
  openPayments: 3003,
  auth: 3006,
  introspection: 3007,
  interaction: 3009,
  serviceApi: 3011,
  wallet: 4000,
}

const bankStep = 10_000
const moveStep = 100

/** Beyond this many moves something else is wrong. */
const movesMax = 40

/** A block of ports, and whether it is the one that the bank always has when it can. */
export interface PortBlock {
  readonly ports: Ports
  readonly isMoved: boolean
}

/**
 * Finds ports for a bank (0, 1, …). When one of them is taken, all are moved up by a round number:
 * it stays easy to see whose they are.
 */
export async function findPortBlock(bank: number): Promise<PortBlock> {
  for (let moves = 0; moves <= movesMax; moves += 1) {
    const ports = portsAbove(bank * bankStep + moves * moveStep)
    if (await areFree(Object.values(ports))) return { ports, isMoved: moves > 0 }
  }
  throw new Error(`no free ports from ${firstPorts.admin + bank * bankStep} on`)
}

function portsAbove(distance: number): Ports {
  return {
    admin: firstPorts.admin + distance,
    connector: firstPorts.connector + distance,
    openPayments: firstPorts.openPayments + distance,
    auth: firstPorts.auth + distance,
    introspection: firstPorts.introspection + distance,
    interaction: firstPorts.interaction + distance,
    serviceApi: firstPorts.serviceApi + distance,
    wallet: firstPorts.wallet + distance,
  }
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  const free = await Promise.all(ports.map(isFree))
  return free.every(Boolean)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)))
  })
}
