import { createRequire } from 'node:module'
import type { Agent, buildConnector } from 'undici'

// The parts of undici that keep connections. Its index would load fetch, WebSockets, caches and
// mocks with them: 8 MB and 20 ms in every process.
const require = createRequire(import.meta.url)
// These are what the index exports under these names, at the version that package.json pins.
const AgentOfUndici = require('undici/lib/dispatcher/agent.js') as typeof Agent
const connectorOfUndici = require('undici/lib/core/connect.js') as typeof buildConnector

/** Keeps connections to many origins; only its `dispatch`, `close` and `destroy` are there. */
export function createAgent(options: Agent.Options): Agent {
  return new AgentOfUndici(options)
}

/** Opens an agent's connections. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  return connectorOfUndici(options)
}
