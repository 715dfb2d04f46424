import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock as clock } from '@kivuko/clock'
import { silentLog as log } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { connectPostgres, type PostgresOptions } from './connect-postgres.ts'
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
import type { Postgres } from './postgres.ts'

/**
 * A server for the tests of one file of this package, on which the kit for other tests is built.
 */
export interface TemporaryServer extends AsyncDisposable {
  readonly url: string
  /** Opens a pool on its database; the caller closes it. */
  connect(options?: Partial<PostgresOptions>): Postgres
}

/** Starts a server without fsync in a folder of its own, which is gone with it. */
export async function startTemporaryServer(): Promise<TemporaryServer> {
  await using made = new AsyncDisposableStack()
  const folder = made.use(await mkdtempDisposable(join(tmpdir(), 'kivuko-temporary-')))
  const server = made.use(
    await startEmbeddedPostgres({
      clock,
      log,
      dataDir: folder.path,
      databases: ['test'],
      fsync: false,
    }),
  )
  const url = server.url('test')
  const owned = made.move()
  return {
    url,
    connect: (options = {}) => connectPostgres({ clock, random, log, url, ...options }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
