import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { freePort, waitFor } from '@kivuko/testing'
import { ChildProgram, ProgramFailure } from './child-program.ts'

/** A program that answers 200, and goes when it is asked to or when its parent is gone. */
const server = `
  const { createServer } = require('node:http')
  console.log('I am ' + process.pid)
  createServer((_, response) => response.end()).listen(process.env.PORT, '127.0.0.1')
  process.once('disconnect', () => process.exit())`

const folder = mkdtempDisposableSync(join(tmpdir(), 'kivuko-child-'))
test.after(() => folder[Symbol.dispose]())

async function startOf(script: string) {
  const port = String(await freePort())
  return {
    name: 'The program',
    args: ['-e', script],
    env: { PORT: port },
    logPath: join(folder.path, `${port}.log`),
    readyUrls: [`http://127.0.0.1:${port}/`],
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('waits until a program is ready, and stops it', async () => {
  const start = await startOf(server)
  await using http = createHttpClient({ clock })
  const program = new ChildProgram(start, { clock })
  await program.ready(http)
  await program[Symbol.asyncDispose]()
  await assert.rejects(http.request({ method: 'GET', url: start.readyUrls[0] ?? '' }))
})

test('says what a program that ended by itself said last', async () => {
  const start = await startOf('console.log("aground"); process.exit(3)')
  await using http = createHttpClient({ clock })
  await using program = new ChildProgram(start, { clock })
  await assert.rejects(program.ready(http), (error) => {
    assert.ok(error instanceof ProgramFailure)
    assert.match(error.message, /^The program ended \(code 3\)\.\n.*:\naground$/)
    return true
  })
})

test('a program does not outlive its parent, even one that was killed', async () => {
  const start = await startOf(server)
  const script = `
    import { systemClock as clock } from '@kivuko/clock'
    import { ChildProgram } from '${new URL('./child-program.ts', import.meta.url).href}'
    new ChildProgram(${JSON.stringify(start)}, { clock })`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  })
  const pid = await waitFor(() => {
    const said = /I am (\d+)/.exec(readFileSync(start.logPath, 'utf8'))?.[1]
    assert.ok(said)
    return Number(said)
  })
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  assert.ok(await waitFor(() => !isAlive(pid)))
})
