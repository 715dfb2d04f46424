import { checkRules, type Rule } from './rule.ts'
import { createTree, type Tree } from './tree.ts'

/**
 * Files of a made-up repository, for the tests of the rules. A value that is not a text is JSON.
 */
export type Sample = Readonly<Record<string, string | object>>

/** What a rule finds in a sample, as `path:line message`. */
export function breachesIn(rule: Rule, sample: Sample): readonly string[] {
  const findings = checkRules(sampleTree(sample), [rule])
  return findings.map(({ path, line, message }) => `${path}:${line} ${message}`)
}

/** A sample as a tree. Workspaces get a package.json by themselves. */
export function sampleTree(sample: Sample): Tree {
  const texts = new Map<string, string>([['package.json', '{"name": "root"}']])
  for (const path of Object.keys(sample)) addManifest(texts, path)
  for (const [path, content] of Object.entries(sample)) {
    texts.set(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  }
  return createTree(texts)
}

function addManifest(texts: Map<string, string>, path: string): void {
  const folder = /^(packages\/[^/]+\/[^/]+|apps\/[^/]+|e2e|bench|sim)\//.exec(path)?.[1]
  if (folder === undefined) return
  const name = `@kivuko/${folder.slice(folder.lastIndexOf('/') + 1)}`
  const manifest = { name, exports: { '.': './src/index.ts' } }
  texts.set(`${folder}/package.json`, JSON.stringify(manifest))
}
