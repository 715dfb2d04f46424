import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The migrations of one package: a folder of files `NNN-name.sql`, numbered from 001 without gaps.
 */
export interface MigrationSet {
  /** The package's own schema; also the name under which its files are recorded. */
  readonly schema: string
  /** A path, or a URL such as `new URL('../migrations/', import.meta.url)`. */
  readonly folder: URL | string
}

/** One migration as it is on disk. */
export interface MigrationFile {
  readonly name: string
  readonly text: string
  /**
   * In hex; of the text with its line ends made `\n`, so that a checkout on Windows gives the same.
   */
  readonly sha256: string
}

const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/

/** Reads a set's files in their order; throws when a name or a number is not as it must be. */
export async function readMigrationFiles(set: MigrationSet): Promise<readonly MigrationFile[]> {
  const folder = set.folder instanceof URL ? fileURLToPath(set.folder) : set.folder
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  names.forEach((name, index) => {
    if (Number(FILE_NAME.exec(name)?.[1]) === index + 1) return
    const number = String(index + 1).padStart(3, '0')
    throw new Error(
      `${join(folder, name)}: migration ${index + 1} must be named ${number}-name.sql`,
    )
  })
  return await Promise.all(names.map((name) => readMigrationFile(folder, name)))
}

async function readMigrationFile(folder: string, name: string): Promise<MigrationFile> {
  const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
}
