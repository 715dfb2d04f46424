import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { rootFolder } from '../root-folder.ts'
import { buildProgram } from './build-program.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kivuko-build-'))
})
after(async () => await rm(folder, { recursive: true, force: true }))

test('a program that was built runs where there are no libraries', async () => {
  const entry = join(rootFolder, 'apps/kivuko-adapter/src/main.ts')
  const files = await buildProgram({ entry, folder: join(folder, 'built') })
  assert.ok(files.some((file) => file.endsWith('/main.mjs')))
  const told = execFileSync(process.execPath, ['main.mjs', '--help'], {
    cwd: join(folder, 'built'),
    encoding: 'utf8',
  })
  assert.match(told, /^usage: kivuko-adapter <file>/)
})

test('says what it cannot find', async () => {
  const entry = join(folder, 'program.ts')
  await writeFile(entry, "import 'nowhere'")
  await assert.rejects(buildProgram({ entry, folder: join(folder, 'none') }), /nowhere/)
})
