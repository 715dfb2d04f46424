import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { waitFor } from '@kivuko/testing'
import { openFolder } from './test-folder.ts'
import { programEnvironment, repositoryFolder } from './test-node.ts'

/** What is printed at the end, for programs. */
interface Result {
  readonly payment: string
  readonly booksBalance: boolean
  readonly totalMs: number
}

test('`npm start -- --once` pays, says so, and leaves nothing behind', async () => {
  await using folder = await openFolder()
  for (const start of ['first', 'second']) {
    const { code, stdout, stderr } = await startOnce(folder.path)
    assert.equal(code, 0, `${start} start: ${stderr}`)
    const lines = stdout.trimEnd().split('\n')
    const result = JSON.parse(lines.at(-1) ?? '') as Result
    assert.equal(result.payment, 'completed')
    assert.equal(result.booksBalance, true)
    assert.ok(result.totalMs > 0)
    await waitFor(async () => (await processesOf(folder.path)).length === 0, {
      what: 'all processes to be gone',
    })
  }
})

function startOnce(dataDir: string) {
  const env = programEnvironment({ KIVUKO_DATA_DIR: dataDir, NO_COLOR: '1' })
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const args = ['start', '--silent', '--', '--once']
    execFile('npm', args, { cwd: repositoryFolder, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    })
  })
}

/** The processes, servers of databases too, that have something to do with a folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    ids.map(async (id) => {
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map((file) =>
          readFile(`/proc/${id}/${file}`, 'utf8').catch(() => ''),
        ),
      )
      const isOurs = Number(id) === process.pid
      return !isOurs && `${command}${environment}`.includes(folder) ? [`${id} ${command}`] : []
    }),
  )
  return found.flat()
}
