import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Clock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import { type Program, type RunningProgram, startProgram } from '@kivuko/testing'
import { programEnvironment } from './environment.ts'
import { repositoryFolder } from './repository-folder.ts'

/** A program of this repository; it gets its settings and what every program needs. */
export interface BenchProgram extends Omit<Program, 'env'> {
  readonly settings?: Environment
}

/** Where a bench runs. Disposing stops every program started there and removes the folder. */
export interface Ground extends AsyncDisposable {
  readonly clock: Clock
  /** For data; on the disk of the checkout, because a temporary folder may be kept in memory. */
  readonly folder: string
  readonly measureMs: number
  readonly profileFolder: string | undefined
  start(program: BenchProgram): Promise<RunningProgram>
}

/** Makes an empty ground. */
export async function createGround(options: {
  clock: Clock
  measureMs: number
  profileFolder: string | undefined
}): Promise<Ground> {
  const { clock, measureMs, profileFolder } = options
  const parent = join(repositoryFolder, '.kivuko')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'bench-'))
  const running: RunningProgram[] = []
  return {
    clock,
    folder,
    measureMs,
    profileFolder: profileFolder === undefined ? undefined : resolve(profileFolder),
    async start({ settings, ...program }) {
      const env = { ...programEnvironment(), ...settings }
      const started = await startProgram({ folder, program: { ...program, env } })
      running.push(started)
      return started
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.splice(0).map((program) => program.stop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
