import assert from 'node:assert/strict'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from './free-port.ts'
import { type RunningProgram, startProgram } from './start-program.ts'

const SERVER = `
import { createServer } from 'node:http'
console.log('port', process.env.PORT)
createServer((request, response) => {
  response.statusCode = request.url === '/ready' ? 200 : 503
  response.end()
}).listen(Number(process.env.PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(7))
`

test('runs a program until it is stopped, and keeps what it wrote', async () => {
  await using started = await start(SERVER)
  const { program, url } = started
  await program.ready(`${url}/ready`)
  assert.equal(program.hasEnded(), false)
  assert.deepEqual(await program.stop(), { code: 7, signal: null })
  assert.deepEqual(await program.stop(), { code: 7, signal: null })
  assert.equal(program.hasEnded(), true)
  assert.equal(await program.output(), `port ${new URL(url).port}\n`)
})

test('kills without a chance to tidy up', async () => {
  await using started = await start(SERVER)
  const { program, url } = started
  await program.ready(`${url}/ready`)
  await program.kill()
  assert.deepEqual(await program.ended, { code: null, signal: 'SIGKILL' })
})

test('tells the last words of a program that ends before it is ready', async () => {
  await using started = await start(`console.error('no such luck'); process.exit(3)`)
  await assert.rejects(started.program.ready(started.url), /server has ended:\nno such luck$/)
})

async function start(
  source: string,
): Promise<{ readonly program: RunningProgram; readonly url: string } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), 'kivuko-program-')))
  const file = join(folder.path, 'server.mjs')
  await writeFile(file, source)
  const port = await freePort()
  const env = { PORT: String(port) }
  const program = opened.use(
    await startProgram({ folder: folder.path, program: { name: 'server', args: [file], env } }),
  )
  const owned = opened.move()
  return {
    program,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
