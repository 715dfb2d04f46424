import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readTexts } from '../house/read-texts.ts'
import { houseRules, unusedRules } from '../house/rules/all-rules.ts'
import { createTree } from '../house/tree.ts'
import type { GeneratedFile } from './generated-file.ts'
import { housePage } from './house-page.ts'
import { limitsPage } from './limits-page.ts'

/** Makes every generated file anew and returns those whose text in the tree is another. */
export async function findStale(root: string): Promise<readonly GeneratedFile[]> {
  const files = await generateAll(root)
  return files.filter(({ path, text }) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
}

/** Writes the files to the tree. */
export function writeGenerated(root: string, files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) writeFileSync(join(root, path), text)
}

/** The pages made from the tree, and what each `*.generate.ts` file makes. */
async function generateAll(root: string): Promise<readonly GeneratedFile[]> {
  const texts = readTexts(root)
  const pages = [housePage([...houseRules, ...unusedRules]), limitsPage(createTree(texts))]
  const generators = [...texts.keys()].filter((path) => path.endsWith('.generate.ts'))
  const made = await Promise.all(generators.map((path) => runGenerator(join(root, path))))
  return [...pages, ...made.flat().map((file) => format(root, file))]
}

/** A generator exports `generate`, which returns the files that it makes, paths from the root. */
async function runGenerator(file: string): Promise<readonly GeneratedFile[]> {
  const module: unknown = await import(pathToFileURL(file).href)
  if (!isGenerator(module)) throw new Error(`${file} exports no function named generate`)
  return module.generate()
}

interface Generator {
  generate(): Promise<readonly GeneratedFile[]>
}

function isGenerator(module: unknown): module is Generator {
  const isModule = typeof module === 'object' && module !== null && 'generate' in module
  return isModule && typeof module.generate === 'function'
}

function format(root: string, { path, text }: GeneratedFile): GeneratedFile {
  if (!/\.(ts|json)$/.test(path)) return { path, text }
  const args = ['format', `--stdin-file-path=${path}`]
  const result = spawnSync('biome', args, { cwd: root, input: text, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`biome cannot format ${path}: ${result.stderr}`)
  return { path, text: result.stdout }
}
