import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { claimFolder } from './claim-folder.ts'

test('a folder is claimed once, until its owner ends, however that comes', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'kivuko-claim-'))
  const script = `
    import { claimFolder } from '${new URL('./claim-folder.ts', import.meta.url).href}'
    console.log(await claimFolder('${folder.path}'))
    setInterval(() => {}, 1_000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script])
  const [said] = (await once(owner.stdout, 'data')) as [Buffer]
  assert.equal(said.toString(), 'true\n')
  assert.equal(await claimFolder(folder.path), false)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  assert.equal(await claimFolder(folder.path), true)
})
