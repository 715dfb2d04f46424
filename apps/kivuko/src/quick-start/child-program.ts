import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import type { HttpClient } from '@kivuko/http'

/** How a program of the network is started. */
export interface ProgramStart {
  /** What people call it: `the node of Baobab Bank`. */
  readonly name: string
  /** The script, and what follows it. */
  readonly args: readonly string[]
  /** All of its environment. */
  readonly env: Environment
  /** What it says is written here, from the start on. */
  readonly logPath: string
  /** It is ready once all of these answer 200. */
  readonly readyUrls: readonly string[]
}

/** Says why a program of the network has failed, with the last that it said. */
export class ProgramFailure extends Error {
  constructor(what: string, { logPath }: Pick<ProgramStart, 'logPath'>) {
    super(`${what}\nThe last lines of ${logPath}:\n${lastLines(logPath)}`)
    this.name = 'ProgramFailure'
  }
}

/** A program that runs as a process of its own until it is disposed of. */
export class ChildProgram implements AsyncDisposable {
  readonly #start: ProgramStart
  readonly #clock: Clock
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  #isStopping = false

  /** Rejects with a `ProgramFailure` when the program ends by itself. */
  readonly failed: Promise<never>

  constructor(start: ProgramStart, { clock }: { readonly clock: Clock }) {
    this.#start = start
    this.#clock = clock
    mkdirSync(dirname(start.logPath), { recursive: true })
    const log = openSync(start.logPath, 'w')
    this.#process = spawn(process.execPath, start.args, {
      env: start.env,
      // The channel tells the program when this process is gone.
      stdio: ['ignore', log, log, 'ipc'],
      // In a group of its own, so that Ctrl-C reaches this process alone, which then stops it once.
      detached: true,
    })
    closeSync(log)
    const failure = Promise.withResolvers<never>()
    this.failed = failure.promise
    this.failed.catch(() => {})
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (error) => {
        failure.reject(error)
        resolve()
      })
      this.#process.once('exit', (code, signal) => {
        const how = signal ?? `code ${code}`
        if (!this.#isStopping)
          failure.reject(new ProgramFailure(`${start.name} ended (${how}).`, start))
        resolve()
      })
    })
  }

  /**
   * Resolves when the program is ready. Throws a `ProgramFailure` when it never is; waits for ever
   * when it is stopped before.
   */
  async ready(http: HttpClient): Promise<void> {
    const deadlineMs = this.#clock.monotonicMs() + readyMsMax
    const waiting = this.#start.readyUrls.map(async (url) => {
      while (!(await answers(http, url))) {
        if (this.#isOver()) return await this.failed
        if (this.#clock.monotonicMs() >= deadlineMs) {
          throw new ProgramFailure(`${this.#start.name} does not become ready.`, this.#start)
        }
        await this.#clock.sleep(askAgainMs)
      }
      return undefined
    })
    await Promise.race([Promise.all(waiting), this.failed])
  }

  /** Stops the program, by force if it does not in time; resolves when it is gone. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    this.#process.kill('SIGTERM')
    const force = this.#clock.after(stopMsMax, () => this.kill())
    await this.#ended
    force.cancel()
  }

  #isOver(): boolean {
    return this.#isStopping || this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  /** Ends the program at once. */
  kill(): void {
    this.#isStopping = true
    this.#process.kill('SIGKILL')
  }
}

/** A first start on a slow machine makes a database cluster and compiles everything. */
const readyMsMax = 60_000
const askAgainMs = 20

/** What is under way in a demonstration takes less. */
const stopMsMax = 20_000

/** More lines than a failure at the start leaves behind. */
const shownLinesMax = 25

async function answers(http: HttpClient, url: string): Promise<boolean> {
  try {
    return (await http.request({ method: 'GET', url })).status === 200
  } catch {
    return false
  }
}

function lastLines(path: string): string {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.slice(-shownLinesMax).join('\n')
}
