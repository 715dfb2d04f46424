import type { ChildProgram } from './child-program.ts'

/** Everything that the quick start has started, to be stopped whatever happens. */
export class RunningPrograms implements AsyncDisposable {
  readonly #programs: ChildProgram[] = []
  readonly #failure = Promise.withResolvers<never>()

  /** Rejects when any program ends by itself. */
  readonly failed: Promise<never> = this.#failure.promise

  constructor() {
    this.failed.catch(() => {})
  }

  /** Takes a program that runs. */
  add(program: ChildProgram): void {
    this.#programs.push(program)
    program.failed.catch(this.#failure.reject)
  }

  isEmpty(): boolean {
    return this.#programs.length === 0
  }

  /** Ends all of them at once. */
  kill(): void {
    for (const program of this.#programs) program.kill()
  }

  /** Stops all of them; resolves when they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program[Symbol.asyncDispose]()))
  }
}
