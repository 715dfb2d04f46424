import { type ConfigRow, describeConfig } from './describe-config.ts'
import type { ConfigSchema } from './read-config.ts'

/** A configuration as a Markdown table for operators, in the order of the schema. */
export function configTable(schema: ConfigSchema): string {
  const lines = [
    '| variable | default | what it is for | what is taken |',
    '|---|---|---|---|',
    ...describeConfig(schema).map(tableRow),
  ]
  return lines.join('\n')
}

function tableRow(row: ConfigRow): string {
  const { name, doc, expected, secret } = row
  const cells = [
    withOldNames(row),
    defaultOf(row),
    doc,
    secret ? `${expected}; a secret` : expected,
  ]
  if (cells.some((cell) => cell.includes('|'))) throw new Error(`${name} has a bar in its words`)
  return `| ${cells.join(' | ')} |`
}

function withOldNames({ name, oldNames }: ConfigRow): string {
  if (oldNames.length === 0) return `\`${name}\``
  return `\`${name}\`, formerly ${oldNames.map((old) => `\`${old}\``).join(', ')}`
}

function defaultOf({ required, default: text }: ConfigRow): string {
  if (required) return '**required**'
  return text === undefined ? 'none' : `\`${text}\``
}
