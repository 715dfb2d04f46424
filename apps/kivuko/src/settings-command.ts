import { describeConfig } from '@kivuko/config'
import { authSettings } from './settings/auth-settings.ts'
import { backendSettings } from './settings/backend-settings.ts'

/** `kivuko settings`: prints every environment variable with its default and what it is for. */
export async function printSettings(): Promise<number> {
  for (const row of describeConfig({ ...backendSettings, ...authSettings })) {
    const old = row.oldNames.length > 0 ? ` (formerly ${row.oldNames.join(', ')})` : ''
    const otherwise = row.required ? 'required' : `default: ${row.default ?? 'unset'}`
    console.log(`${row.name}${old}\n  ${row.doc}\n  ${row.expected}; ${otherwise}\n`)
  }
  return 0
}
