/**
 * `node tools/run.mjs script.ts …`: runs a TypeScript file of this repository. Installs what is
 * missing first, then hands over to the Node that the repository brings along. Every npm script
 * begins here, rather than in a `pre` script, because npm skips those for users who set
 * `ignore-scripts`; and it finds Node itself, because a shell that has looked `node` up once does
 * not see the one that was installed since.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { ensureInstalled, root } from './install.mjs'

/** The oldest Node that runs the source when a platform has none brought along. */
const nodeMajorMin = 24

/** The oldest Node whose `process.execve` is there without a warning. */
const execveMajorMin = 26

const [script, ...args] = process.argv.slice(2)
ensureInstalled()
handOver(chooseNode(), [resolve(root, script), ...args])

/**
 * The brought-along Node, or this one when it is new enough; ends the process when neither will do.
 */
function chooseNode() {
  const broughtAlong = join(root, 'node_modules/.bin/node')
  if (existsSync(broughtAlong)) return broughtAlong
  if (majorVersion() >= nodeMajorMin) return process.execPath
  const machine = `${process.platform}-${process.arch}`
  console.error(
    `Node ${process.version} is too old, and none came along for ${machine}. Kivuko brings one ` +
      'for linux-x64, linux-arm64 and darwin-arm64, unless npm leaves optional libraries out. ' +
      `Please install Node ${nodeMajorMin} or newer, put it first on PATH and try again.`,
  )
  return process.exit(1)
}

/**
 * Becomes the script, where Node can; else runs it as a child and passes signals and exit code on.
 * An interrupt from the keyboard reaches the child by itself: passed on, it would count as a
 * second.
 */
function handOver(node, argv) {
  const env = environment()
  if (majorVersion() >= execveMajorMin) process.execve(node, [node, ...argv], env)
  const child = spawn(node, argv, { stdio: 'inherit', env })
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
}

/**
 * Tools of node_modules come first; compiled code is kept between starts (80 ms instead of 190).
 */
function environment() {
  const tools = join(root, 'node_modules/.bin')
  const cache = join(root, 'node_modules/.cache/compiled')
  return {
    NODE_COMPILE_CACHE: cache,
    ...process.env,
    PATH: `${tools}${delimiter}${process.env.PATH ?? ''}`,
  }
}

function majorVersion() {
  return Number.parseInt(process.versions.node, 10)
}
