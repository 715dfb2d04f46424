import type pg from 'pg'
import { createTurns, send } from './connection.ts'
import { isStatementError } from './errors.ts'
import type { DedicatedConnection, Row, Statement } from './postgres.ts'

interface DedicatedOptions {
  readonly connectClient: () => Promise<pg.Client>
  readonly replyTimeoutMs: number
  readonly onClose: () => void
}

/**
 * Opens a connection as `Postgres.dedicated` promises; rejects when there is none to be had now.
 */
export async function createDedicated(options: DedicatedOptions): Promise<DedicatedConnection> {
  const { connectClient, replyTimeoutMs, onClose } = options
  const inTurn = createTurns()
  let closed = false
  let current: pg.Client | undefined

  const connect = async (): Promise<pg.Client> => {
    const client = await connectClient()
    current = client
    client.once('end', () => forget(client))
    return client
  }

  const forget = (client: pg.Client): void => {
    if (current === client) current = undefined
  }

  const run = async (statement: Statement): Promise<readonly Row[]> => {
    if (closed) throw new Error('this connection has been closed')
    const client = current ?? (await connect())
    try {
      return (await send(client, statement, replyTimeoutMs)).rows
    } catch (error) {
      if (!isStatementError(error)) {
        forget(client)
        await client.end()
      }
      throw error
    }
  }

  await connect()
  return {
    async query<R extends Row>(statement: Statement): Promise<readonly R[]> {
      // The caller claims the shape of what it selects, see `Queries`.
      return (await inTurn(() => run(statement))) as readonly R[]
    },
    async [Symbol.asyncDispose]() {
      await inTurn(async () => {
        closed = true
        await current?.end()
        onClose()
      })
    },
  }
}
