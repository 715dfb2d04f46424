import assert from 'node:assert/strict'
import {
  chmod,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { placeBinaries } from './server-binaries.ts'

const LINKS = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so' }]

test('uses the package where it is, and makes its links once', async () => {
  await using home = await openFolder()
  const root = await writePackage(join(home.path, 'package'))
  const options = { root, version: '18.4.0', cacheDir: join(home.path, 'cache') }
  for (const _ of [1, 2]) {
    assert.deepEqual(await placeBinaries(options), {
      initdb: join(root, 'native/bin/initdb'),
      postgres: join(root, 'native/bin/postgres'),
      major: '18',
    })
    assert.equal(await readFile(join(root, 'native/lib/libx.so'), 'utf8'), 'library')
  }
})

test('copies a package that cannot be used where it is, once, however many ask', async () => {
  await using home = await openFolder()
  const closed = join(home.path, 'closed')
  const root = await writePackage(join(closed, 'package'))
  // Root's server cannot come to the one, and others cannot make links in the other.
  await chmod(process.getuid?.() === 0 ? closed : join(root, 'native/lib'), 0o500)
  const cacheDir = join(home.path, 'deep/cache')
  const options = { root, version: '18.4.0', cacheDir }
  const calls = Array.from({ length: 4 }, async () => await placeBinaries(options))
  const places = (await Promise.all(calls)).map(({ postgres }) => postgres)
  assert.equal(new Set(places).size, 1)
  assert.equal((await readdir(cacheDir)).length, 1)
  const native = dirname(dirname(places[0] ?? ''))
  assert.ok(native.startsWith(cacheDir))
  assert.equal(await readFile(join(native, 'lib/libx.so'), 'utf8'), 'library')
  assert.equal((await stat(join(native, 'bin/postgres'))).mode & 0o777, 0o755)
  await chmod(join(root, 'native/lib'), 0o755)
})

async function openFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kivuko-binaries-'))
  await chmod(folder.path, 0o755)
  return folder
}

/** As npm leaves it: without links, and with modes after the umask of whoever ran it. */
async function writePackage(root: string): Promise<string> {
  await mkdir(join(root, 'native/bin'), { recursive: true })
  await mkdir(join(root, 'native/lib'))
  for (const name of ['initdb', 'postgres']) {
    await writeFile(join(root, 'native/bin', name), '', { mode: 0o755 })
  }
  await writeFile(join(root, 'native/lib/libx.so.1.2'), 'library')
  await writeFile(join(root, 'native/pg-symlinks.json'), JSON.stringify(LINKS))
  return root
}
