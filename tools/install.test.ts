import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { reasonToInstall } from './install.mjs'

const manifest = { workspaces: ['packages/*'], dependencies: { zod: '4.0.0' } }
const member = { name: '@kivuko/money', dependencies: { ajv: '8.0.0' } }
const libraries = {
  'node_modules/zod': { version: '4.0.0' },
  'node_modules/ajv': { version: '8.0.0' },
  'node_modules/other-platform': { version: '1.0.0', optional: true },
}
const lock = { packages: { '': manifest, 'packages/money': member, ...libraries } }
const { 'node_modules/other-platform': _, ...installed } = libraries

const complete = {
  'package.json': manifest,
  'packages/money/package.json': member,
  'package-lock.json': lock,
  'node_modules/.package-lock.json': { packages: installed },
}

const temporary = mkdtempSync(join(tmpdir(), 'kivuko-install-'))
after(() => rmSync(temporary, { recursive: true }))

test('nothing is to do when all is there; optional libraries of other platforms may lack', () => {
  assert.equal(reasonToInstall(folderWith(complete)), undefined)
})

test('a fresh clone needs everything', () => {
  const { 'node_modules/.package-lock.json': _gone, ...fresh } = complete
  assert.equal(reasonToInstall(folderWith(fresh)), 'none are there')
})

test('a package.json that asks for something else than the lock is noticed', () => {
  const changed = { name: '@kivuko/money', dependencies: { ajv: '8.1.0' } }
  const folder = folderWith({ ...complete, 'packages/money/package.json': changed })
  assert.equal(reasonToInstall(folder), 'packages/money/package.json has changed')
})

test('a new workspace is noticed', () => {
  const folder = folderWith({ ...complete, 'packages/ledger/package.json': { name: 'ledger' } })
  assert.equal(reasonToInstall(folder), 'packages/ledger/package.json has changed')
})

test('a library that lacks, or has another version than the lock, is noticed', () => {
  const { 'node_modules/ajv': _ajv, ...withoutAjv } = installed
  const oldZod = { ...installed, 'node_modules/zod': { version: '3.0.0' } }
  const reasonWith = (packages: object): string | undefined => {
    return reasonToInstall(
      folderWith({ ...complete, 'node_modules/.package-lock.json': { packages } }),
    )
  }
  assert.equal(reasonWith(withoutAjv), 'node_modules/ajv is missing')
  assert.equal(reasonWith(oldZod), 'node_modules/zod has changed')
})

function folderWith(files: Readonly<Record<string, object>>): string {
  const folder = mkdtempSync(join(temporary, 'clone-'))
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(content))
  }
  return folder
}
