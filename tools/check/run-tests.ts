import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/** What a stage of tests came to. */
export interface TestCounts {
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Which test files to run, and how. */
export interface TestRun {
  readonly root: string
  /** Relative to the root. */
  readonly files: readonly string[]
  /** How many files run at once: one after another for tests that use the whole machine. */
  readonly atOnce: 'serial' | 'parallel'
  /** How long one file may take. */
  readonly timeoutMs: number
}

/** Runs test files with Node's runner, each in a process of its own, and prints its report. */
export async function runTests({ root, files, atOnce, timeoutMs }: TestRun): Promise<TestCounts> {
  let counts: TestCounts = { tests: 0, passed: 0, failed: 0, skipped: 0 }
  const concurrency = atOnce === 'serial' ? 1 : availableParallelism()
  const stream = run({ cwd: root, files: [...files], concurrency, timeout: timeoutMs })
  stream.on('test:summary', ({ file, counts: all, success }) => {
    if (file !== undefined) return
    const { tests, passed, skipped } = all
    const failed = success ? 0 : Math.max(1, tests - passed - skipped)
    counts = { tests, passed, failed, skipped }
  })
  for await (const text of stream.compose(new spec())) process.stdout.write(String(text))
  return counts
}
