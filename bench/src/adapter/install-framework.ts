import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryFolder } from '../repository-folder.ts'

const library = '@chainlink/external-adapter-framework'
const version = '2.18.1'

/** What is compared with, as rows and bars name it. */
export const frameworkName = `framework ${version}`

/** A slow registry has this long for 131 MB; without a network npm gives up sooner. */
const installMsMax = 180_000

/**
 * Gives the folder in which the framework that is compared with is installed. It is no dependency
 * of anything here: the first time npm fetches it, below `.kivuko/`, where it stays. Undefined when
 * that fails; `say` is told of it.
 */
export async function installFramework(
  say: (sentence: string) => void,
): Promise<string | undefined> {
  const folder = join(repositoryFolder, '.kivuko', `framework-${version}`)
  if (await isInstalled(folder)) return folder
  say(`Installing ${library} ${version} in ${folder}, to compare with: once, 131 MB …`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
    await promisify(execFile)('npm', ['install', ...options, '--prefix', folder, spec], {
      cwd: folder,
      timeout: installMsMax,
    })
    if (await isInstalled(folder)) return folder
    say(`Without ${frameworkName}: npm has not installed it`)
  } catch (error) {
    say(`Without ${frameworkName}, which cannot be installed: ${reasonOf(error)}`)
  }
  return undefined
}

/** The first thing that npm says, or why there is no npm. */
function reasonOf(error: unknown): string {
  const lines = String(error).split('\n')
  return lines.find((line) => line.startsWith('npm error')) ?? lines[0] ?? ''
}

const spec = `${library}@${version}`

const options = [
  '--save-exact',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-workspaces',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
]

/** By the list that npm writes when everything else is there. */
async function isInstalled(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8')
    // Written by npm.
    const { packages } = JSON.parse(text) as { packages: Record<string, { version?: string }> }
    return packages[`node_modules/${library}`]?.version === version
  } catch {
    return false
  }
}
