import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@kivuko/config'
import type { Ground } from '../ground.ts'
import { repositoryFolder } from '../repository-folder.ts'

/** An adapter that can be started. */
export interface AdapterProgram {
  /** Names its files. */
  readonly name: string
  /** The file and what follows it. */
  readonly args: readonly string[]
  /** What stands before them. */
  readonly nodeOptions?: readonly string[]
  /** 200 as soon as it answers. */
  readonly readyPath: string
  readonly settings?: Environment
}

/**
 * Ours as its author runs it: `kivuko-adapter price-adapter.ts`, with compiled code in a folder.
 */
export function sourceAdapter(compiledFolder: string): AdapterProgram {
  return {
    name: 'adapter-source',
    args: [
      join(repositoryFolder, 'apps/kivuko-adapter/bin/kivuko-adapter.mjs'),
      fileURLToPath(new URL('./price-adapter.ts', import.meta.url)),
    ],
    readyPath: 'ready',
    settings: { NODE_COMPILE_CACHE: compiledFolder },
  }
}

/**
 * Ours as an operator runs it: built into a folder, which a container has beside its Node, and set
 * as `deploy/adapter/Dockerfile` has it.
 */
export async function builtAdapter(ground: Ground): Promise<AdapterProgram> {
  const entry = fileURLToPath(new URL('./serve-price-adapter.ts', import.meta.url))
  const folder = join(ground.folder, 'built')
  const args = [join(repositoryFolder, 'tools/build/main.ts'), entry, folder]
  const build = await ground.start({ name: 'build', args })
  const { code } = await build.ended
  if (code !== 0) throw new Error(`The adapter cannot be built: ${await build.output()}`)
  return {
    name: 'adapter',
    nodeOptions: ['--max-semi-space-size=8', '--heap-growing-percent=20'],
    args: [join(folder, 'serve-price-adapter.mjs')],
    readyPath: 'ready',
    settings: { MALLOC_ARENA_MAX: '1' },
  }
}

/** The same on the framework that is installed in a folder. */
export function frameworkAdapter(folder: string): AdapterProgram {
  const file = fileURLToPath(new URL('./framework-adapter.mjs', import.meta.url))
  return { name: 'framework', args: [file, folder], readyPath: 'health' }
}
