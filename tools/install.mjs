/**
 * Makes a fresh clone ready to run: compares what the package.json files and package-lock.json ask
 * for with what stands in node_modules, and runs `npm install` only where they differ. Plain
 * JavaScript, because the Node that starts it may be as old as 20.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that package.json stands in. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const outputLinesMax = 30

/** Installs what is missing. Says so when there is work to do. */
export function ensureInstalled() {
  const reason = reasonToInstall(root)
  if (reason === undefined) return
  console.error(`Installing libraries (${reason}) …`)
  const started = Date.now()
  const result = runNpmInstall()
  if (result.status !== 0) return explain(result)
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

/**
 * Why `npm install` is needed in `folder`, or undefined when it is not. A few milliseconds of work:
 * reads every package.json, package-lock.json, and the list that npm keeps of what it has
 * installed.
 */
export function reasonToInstall(folder) {
  const installed = readJson(join(folder, 'node_modules/.package-lock.json'))
  if (installed === undefined) return 'none are there'
  const lock = readJson(join(folder, 'package-lock.json'))
  if (lock === undefined) return 'no package-lock.json'
  return manifestChange(folder, lock) ?? installedChange(lock, installed)
}

/** The first package.json whose dependencies are not those in the lock. */
function manifestChange(folder, lock) {
  const rootManifest = readJson(join(folder, 'package.json'))
  const paths = ['', ...workspacePaths(folder, rootManifest.workspaces)]
  for (const path of paths) {
    const manifest = path === '' ? rootManifest : readJson(join(folder, path, 'package.json'))
    const locked = lock.packages[path]
    const same = locked !== undefined && dependenciesOf(manifest) === dependenciesOf(locked)
    if (!same) return `${join(path, 'package.json')} has changed`
  }
  return undefined
}

/** The first package of the lock that node_modules lacks or has in another version. */
function installedChange(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (!path.startsWith('node_modules/')) continue
    const found = installed.packages[path]
    if (found === undefined && !wanted.optional) return `${path} is missing`
    if (found !== undefined && found.version !== wanted.version) return `${path} has changed`
  }
  return undefined
}

function dependenciesOf(manifest) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return JSON.stringify(kinds.map((kind) => Object.entries(manifest[kind] ?? {}).sort()))
}

function workspacePaths(folder, patterns) {
  return patterns.flatMap((pattern) => expand(folder, pattern.split('/')))
}

/** The folders with a package.json that a pattern stands for; a star is one whole segment. */
function expand(folder, segments, path = '') {
  const [segment, ...rest] = segments
  if (segment === undefined) return existsSync(join(folder, path, 'package.json')) ? [path] : []
  if (segment !== '*') return expand(folder, rest, join(path, segment))
  return folderNames(join(folder, path)).flatMap((name) => expand(folder, rest, join(path, name)))
}

function folderNames(folder) {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/**
 * `npm install`, not `npm ci`: a lock made where some platform's binary was missing fails the
 * latter.
 */
function runNpmInstall() {
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  return spawnSync(command, [...first, ...options], { cwd: root, encoding: 'utf8' })
}

/**
 * Says what went wrong. What is installed already may do; with nothing there, there is no going on.
 */
function explain(result) {
  const output = `${result.error ?? ''}${result.stderr ?? ''}${result.stdout ?? ''}`
  console.error(output.trim().split('\n').slice(-outputLinesMax).join('\n'))
  console.error(
    'Installing failed. Kivuko needs the npm registry once (`npm config get registry` names the ' +
      'one in use), about 500 MB in this folder, and a node_modules that you may write to.',
  )
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) process.exit(1)
  console.error('Going on with the libraries that are there.')
}
