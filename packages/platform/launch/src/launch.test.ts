import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const launch = fileURLToPath(new URL('launch.mjs', import.meta.url))

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kivuko-launch-'))
})
after(async () => await rm(folder, { recursive: true, force: true }))

/** Runs a program below the folder with one argument. */
async function run(program: string): Promise<{ readonly code: number; readonly told: string }> {
  const file = join(folder, 'program.mjs')
  await writeFile(file, `import { launch } from ${JSON.stringify(launch)}\n${program}`)
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') }
  const child = spawn(process.execPath, [file, 'an argument'], { env })
  const told: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => told.push(text))
  }
  const [code] = await once(child, 'close')
  return { code: Number(code), told: told.join('') }
}

test('runs the program, which has its arguments and sets its exit code', async () => {
  const ended = await run('launch(() => { console.log(process.argv[2]); process.exitCode = 7 })')
  assert.deepEqual(ended, { code: 7, told: 'an argument\n' })
})

test('keeps what was compiled', async () => {
  await writeFile(join(folder, 'part.ts'), 'export const text: string = "from a part"')
  const ended = await run('launch(async () => console.log((await import("./part.ts")).text))')
  assert.deepEqual(ended, { code: 0, told: 'from a part\n' })
  assert.notDeepEqual(await readdir(join(folder, 'cache')), [])
})

test('an older Node says that it is too old where no other came along', async () => {
  const old = 'Object.defineProperty(process.versions, "node", { value: "20.1.0" })'
  const ended = await run(`${old}\nlaunch(() => console.log("runs"))`)
  assert.equal(ended.code, 1)
  assert.match(ended.told, /^This needs Node 24 or newer, not v/)
})
