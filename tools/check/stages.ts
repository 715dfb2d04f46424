import { spawnSync } from 'node:child_process'
import { findStale } from '../generate/generate-all.ts'
import { checkHouse } from '../house/check-house.ts'
import { readTexts } from '../house/read-texts.ts'
import { houseRules, unusedRules } from '../house/rules/all-rules.ts'
import { createTree } from '../house/tree.ts'
import { findTests, type TestFiles } from './find-tests.ts'
import { runTests, type TestCounts } from './run-tests.ts'

/** What a stage came to; `counts` where it ran tests. */
export interface StageResult {
  readonly passed: boolean
  readonly counts?: TestCounts
}

/** One stage of the check. */
export interface Stage {
  readonly name: string
  run(): Promise<StageResult>
}

const unitTimeoutMs = 120_000
const e2eTimeoutMs = 600_000

/** The stages in their order: what is quick and says most comes first. */
export function createStages(root: string): readonly Stage[] {
  const program = (command: string, args: readonly string[]): boolean => {
    return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0
  }
  const stage = (name: string, passes: () => boolean | Promise<boolean>): Stage => {
    return { name, run: async () => ({ passed: await passes() }) }
  }
  return [
    stage('house', () => checkHouse({ root, rules: houseRules, paths: [] })),
    stage('types', () => program('tsc', ['--noEmit', '-p', 'tsconfig.json'])),
    // With types: oxlint asks oxlint-tsgolint.
    stage('lint', () => program('oxlint', ['--type-aware'])),
    stage('format', () => program('biome', ['format', '.'])),
    stage('generated', () => isCurrent(root)),
    stage('unused', () => checkHouse({ root, rules: unusedRules, paths: [] })),
    testStage(root, 'unit'),
    testStage(root, 'contract'),
    testStage(root, 'e2e'),
  ]
}

async function isCurrent(root: string): Promise<boolean> {
  const stale = await findStale(root)
  for (const { path } of stale) console.log(`${path} is not current: npm run generate`)
  return stale.length === 0
}

function testStage(root: string, name: keyof TestFiles): Stage {
  const atOnce = name === 'e2e' ? 'serial' : 'parallel'
  const timeoutMs = name === 'e2e' ? e2eTimeoutMs : unitTimeoutMs
  return {
    name,
    run: async () => {
      const files = findTests(createTree(readTexts(root)))[name]
      if (files.length === 0) {
        console.log('no test files')
        return { passed: true }
      }
      const counts = await runTests({ root, files, atOnce, timeoutMs })
      return { passed: counts.failed === 0, counts }
    },
  }
}
