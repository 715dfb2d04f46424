import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createAdapter, custom, endpoint, input } from '@kivuko/adapter'
import { findAdapters } from './find-adapters.ts'

// What the files of the tests export; they have no way to import packages from where they lie.
const acme = createAdapter({
  name: 'acme',
  endpoints: {
    price: endpoint({ input: input({}), sources: [custom(input({}), { fetch: async () => {} })] }),
  },
})

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kivuko-adapter-'))
  Object.assign(globalThis, { acme })
})
after(async () => await rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

test('finds what files export, each adapter once, and passes over the rest', async () => {
  const one = await file(
    'one.ts',
    'export const acme = globalThis.acme as object; export const x = 1',
  )
  const two = await file('two.ts', 'export default globalThis.acme as object')
  assert.deepEqual(await findAdapters([one, two]), [acme])
})

test('says which file is not there, and which one exports no adapter', async () => {
  const none = await file('none.ts', 'export const x: number = 1')
  assert.equal(await findAdapters([none]), `${none} exports no adapter`)
  assert.equal(
    await findAdapters([join(folder, 'a.ts')]),
    `there is no file ${join(folder, 'a.ts')}`,
  )
  assert.equal(await findAdapters([]), 'no file is named')
})

test('throws what a file throws', async () => {
  const bad = await file('bad.ts', 'throw new Error("no such endpoint")')
  await assert.rejects(findAdapters([bad]), { message: 'no such endpoint' })
})
