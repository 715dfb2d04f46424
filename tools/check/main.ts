import { rootFolder } from '../root-folder.ts'
import type { TestCounts } from './run-tests.ts'
import { createStages, type Stage, type StageResult } from './stages.ts'

/**
 * `npm run check [-- stage …]`: runs the stages, all or those named; stops at the first to fail.
 */
async function main(names: readonly string[]): Promise<number> {
  const all = createStages(rootFolder)
  const unknown = names.filter((name) => !all.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    console.error(
      `No stage ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
    )
    return 1
  }
  const stages = names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
  const counts: TestCounts[] = []
  for (const stage of stages) {
    const result = await runStage(stage)
    if (result.counts !== undefined) counts.push(result.counts)
    if (!result.passed) return conclude({ counts, failed: stage.name })
  }
  return conclude({ counts })
}

async function runStage(stage: Stage): Promise<StageResult> {
  console.log(`\n── ${stage.name} ──`)
  const started = performance.now()
  const result = await stage.run()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${result.passed ? '✔' : '✖'} ${stage.name} ${seconds} s`)
  return result
}

interface Conclusion {
  readonly counts: readonly TestCounts[]
  /** The stage that failed, if one did. */
  readonly failed?: string
}

function conclude({ counts, failed }: Conclusion): number {
  const sum = (key: keyof TestCounts): number =>
    counts.reduce((total, each) => total + each[key], 0)
  const tests = `tests ${sum('tests')}, passed ${sum('passed')}, failed ${sum('failed')}`
  console.log(counts.length === 0 ? '' : `\n${tests}, skipped ${sum('skipped')}`)
  console.log(failed === undefined ? 'All stages passed.' : `The check failed at: ${failed}`)
  return failed === undefined ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
