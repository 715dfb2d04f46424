import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder =
  process.env['KIVUKO_VECTORS'] ?? join(import.meta.dirname, '../../../../../shared/vectors')

/**
 * Options of a test that needs the folder of shared test vectors: skipped, and says so, without it.
 */
export const withVectors = existsSync(folder)
  ? {}
  : { skip: `no test vectors at ${folder}; set KIVUKO_VECTORS` }

/** Reads one file of the shared test vectors. `T` is the test's claim about its shape. */
export function readVectors<T>(file: string): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T
}
