#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it; the program runs on Node 24 or newer.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The oldest Node that runs the source. */
const nodeMajorMin = 24

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin) await import(main)
else runOn(findNode(dirname(main)))

/** The Node that an installation brings along: in the nearest `node_modules` upwards. */
function findNode(folder) {
  const node = join(folder, 'node_modules/.bin/node')
  if (existsSync(node)) return node
  if (dirname(folder) === folder) {
    console.error(`kivuko needs Node ${nodeMajorMin} or newer; this is ${process.version}`)
    process.exit(1)
  }
  return findNode(dirname(folder))
}

function runOn(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
}
