import { randomUUID } from 'node:crypto'

/** The socket on which a keeper tells where its server is. */
export const KEEPER_SOCKET = 'keeper.sock'

/**
 * Databases that hold the result of migrations, to be cloned. The rest of the name is their hash.
 */
export const TEMPLATE_PREFIX = 'template_of_'

const TEST_NAME = /^test_(\d+)_/

/** A name for a database of this process. */
export function newTestDatabaseName(): string {
  return `test_${process.pid}_${randomUUID().replaceAll('-', '')}`
}

/** The process whose database this is; undefined when it is not one of a test. */
export function ownerOf(name: string): number | undefined {
  const pid = TEST_NAME.exec(name)?.[1]
  return pid === undefined ? undefined : Number(pid)
}
