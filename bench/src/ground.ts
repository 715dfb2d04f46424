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

/**
 * Where a bench runs. Disposing stops every program started there and all that it was given, and
 * removes the folder.
 */
export interface Ground extends AsyncDisposable {
  readonly clock: Clock
  /** For data; on the disk of the checkout, because a temporary folder may be kept in memory. */
  readonly folder: string
  readonly measureMs: number
  readonly profileFolder: string | undefined
  start(program: BenchProgram): Promise<RunningProgram>
  /** Takes something over, to dispose of it however the bench ends. */
  own<T extends AsyncDisposable>(owned: T): T
  /** Tells people something beside the figures. */
  say(sentence: string): void
}

/** Makes an empty ground. */
export async function createGround(options: {
  clock: Clock
  measureMs: number
  profileFolder: string | undefined
  say: (sentence: string) => void
}): Promise<Ground> {
  const { clock, measureMs, profileFolder, say } = options
  const parent = join(repositoryFolder, '.kivuko')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'bench-'))
  const running: AsyncDisposable[] = []
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
    own(owned) {
      running.push(owned)
      return owned
    },
    say,
    async [Symbol.asyncDispose]() {
      await Promise.all(running.splice(0).map((owned) => owned[Symbol.asyncDispose]()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
