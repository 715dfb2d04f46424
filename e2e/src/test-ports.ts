import { createServer } from 'node:net'
import { systemRandom } from '@kivuko/random'

/**
 * Ports below those that the system gives to clients: a node that is killed and started again must
 * find its own free, while everything around goes on connecting.
 */
const portMin = 15_000
const portMax = 31_000

/** Finds `count` ports of 127.0.0.1, in a row, that nobody listens on. */
export async function findPorts(count: number): Promise<readonly number[]> {
  for (;;) {
    const first = portMin + Math.floor(systemRandom.fraction() * (portMax - portMin - count))
    const ports = Array.from({ length: count }, (_, index) => first + index)
    const free = await Promise.all(ports.map(isFree))
    if (free.every(Boolean)) return ports
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
