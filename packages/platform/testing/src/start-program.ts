import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { waitFor } from './wait-for.ts'

/** A program of Node's to run in a process of its own. */
export interface Program {
  /** Names the file that it writes to. */
  readonly name: string
  /** The file and what follows it. */
  readonly args: readonly string[]
  readonly nodeOptions?: readonly string[]
  /** Its whole environment: nothing is passed on by itself. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How a program ended: one of the two is null. */
export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A program that was started. Disposing stops it. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<ProgramEnd>
  hasEnded(): boolean
  /** All that programs of this name have written in this folder, to stdout and stderr. */
  output(): Promise<string>
  /**
   * Waits until `url` answers 200; throws with the program's last words when it ends before, or
   * when that takes too long.
   */
  ready(url: string): Promise<void>
  /** Asks it to end (SIGTERM); ends it by force when that takes too long. Idempotent. */
  stop(): Promise<ProgramEnd>
  /** Ends it at once, with no chance to tidy up (SIGKILL). */
  kill(): Promise<void>
}

/** A first start makes a database; a slow machine has this long for it. */
const READY_MS_MAX = 60_000

/** A node waits for what is under way, and then for its database. */
const STOP_MS_MAX = 30_000
const LAST_WORDS_LINES = 20

/** Starts a program with this process's Node; what it writes goes to a file in `folder`. */
export async function startProgram(options: {
  readonly folder: string
  readonly program: Program
}): Promise<RunningProgram> {
  const { name, args, nodeOptions = [], env } = options.program
  const outputPath = join(options.folder, `${name}.log`)
  await using output = await open(outputPath, 'a')
  const child = spawn(process.execPath, [...nodeOptions, ...args], {
    env,
    stdio: ['ignore', output.fd, output.fd],
  })
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  await once(child, 'spawn')

  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const readOutput = (): Promise<string> => readFile(outputPath, 'utf8')
  const stop = async (): Promise<ProgramEnd> => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
    return await ended.finally(() => clearTimeout(late))
  }
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded,
    output: readOutput,
    async ready(url) {
      const what = `${name} to be ready`
      const waiting = waitFor(async () => hasEnded() || (await answers(url)), {
        what,
        timeoutMs: READY_MS_MAX,
      })
      await waiting.catch(async (error: unknown) => {
        throw new Error(`${name} is not ready:\n${lastWords(await readOutput())}`, { cause: error })
      })
      if (hasEnded()) throw new Error(`${name} has ended:\n${lastWords(await readOutput())}`)
    },
    stop,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

function lastWords(output: string): string {
  return output.trimEnd().split('\n').slice(-LAST_WORDS_LINES).join('\n')
}

async function answers(url: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}
