import { findLimits, type Limit } from '../house/limit.ts'
import type { Tree } from '../house/tree.ts'
import type { GeneratedFile } from './generated-file.ts'

/** docs/LIMITS.md: every bound that the code holds to, read from the code. */
export function limitsPage(tree: Tree): GeneratedFile {
  const lines = [
    '# Limits',
    '',
    'Made by `npm run generate` from the constants of the code that are named …Max or …Min.',
    '',
    '| limit | value | where | why |',
    '|---|---|---|---|',
    ...findLimits(tree).map(row),
    '',
  ]
  return { path: 'docs/LIMITS.md', text: lines.join('\n') }
}

function row({ name, value, path, why }: Limit): string {
  const file = path.replace(/^.*\//, '')
  const cells = [name, value, `[${file}](../${path})`, why]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
