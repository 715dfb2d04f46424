import type { Rule } from '../rule.ts'

const bannedNames = new Set(
  ['util', 'helper', 'type', 'service', 'model', 'manager', 'common', 'misc', 'shared'].flatMap(
    (name) => [name, `${name}s`],
  ),
)
const bannedEndings = /-(utils?|helpers?|services?|managers?|models?|common)$/

/** Files and folders are named for what they do. */
export const fileName: Rule = {
  name: 'file-name',
  asks:
    'Files and folders are kebab-case and named for what they do: never utils, helpers, types, ' +
    'service, model, manager, common.',
  *check(tree) {
    for (const path of tree.texts.keys()) {
      if (!/\.(ts|tsx|mjs|sql)$/.test(path)) continue
      const wrong = path
        .split('/')
        .map(fault)
        .find((message) => message !== undefined)
      if (wrong !== undefined) yield { path, line: 1, message: wrong }
    }
  },
}

/** What is wrong with one segment of a path. */
function fault(segment: string): string | undefined {
  const [stem = '', ...rest] = segment.split('.')
  if (bannedNames.has(stem) || bannedEndings.test(stem)) return `"${stem}" says nothing`
  const kebab = [stem, ...rest].every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part))
  return kebab ? undefined : `"${segment}" is not kebab-case`
}
