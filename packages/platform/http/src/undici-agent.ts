// The parts of undici that keep connections. Its index would load fetch, WebSockets, caches and
// mocks with them: 8 MB and 20 ms in every process.
import buildConnector from 'undici/lib/core/connect.js'
import Agent from 'undici/lib/dispatcher/agent.js'

/** Keeps connections to many origins; only its `dispatch`, `close` and `destroy` are there. */
export function createAgent(options: Agent.Options): Agent {
  return new Agent(options)
}

/** Opens an agent's connections. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  return buildConnector(options)
}
