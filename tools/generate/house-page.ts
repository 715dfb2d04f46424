import type { Rule } from '../house/rule.ts'
import type { GeneratedFile } from './generated-file.ts'

/** docs/HOUSE.md: the rules of the house, as the tool checks them. */
export function housePage(rules: readonly Rule[]): GeneratedFile {
  const rows = rules.map(
    ({ name, asks }) => `| [${name}](../tools/house/rules/${name}.ts) | ${asks} |`,
  )
  const lines = [
    '# The rules of the house',
    '',
    'Made by `npm run generate`. `npm run house` checks these rules; there are no exceptions.',
    '',
    '| rule | what it asks |',
    '|---|---|',
    ...rows,
    '',
  ]
  return { path: 'docs/HOUSE.md', text: lines.join('\n') }
}
