import { dirname, join } from 'node:path/posix'
import type { Breach, Rule } from '../rule.ts'
import type { Tree } from '../tree.ts'

/** Documentation points at things that are there. */
export const docLink: Rule = {
  name: 'doc-link',
  asks: 'Every relative link in a Markdown file leads to a file or folder of the repository.',
  *check(tree) {
    for (const [path, text] of tree.texts) {
      if (path.endsWith('.md')) yield* brokenLinks(tree, { path, text })
    }
  },
}

function* brokenLinks(
  tree: Tree,
  { path, text }: { readonly path: string; readonly text: string },
): Generator<Breach> {
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, link = ''] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^([a-z]+:|#)/.test(link)) continue
      const [target = ''] = link.split('#')
      if (leadsSomewhere(tree, join(dirname(path), target))) continue
      yield { path, line: index + 1, message: `${link} leads nowhere` }
    }
  }
}

/** Hidden files and folders are not in the tree and taken on trust. */
function leadsSomewhere(tree: Tree, target: string): boolean {
  const path = target.replace(/\/$/, '')
  if (path === '.' || path.startsWith('.') || tree.texts.has(path)) return true
  return [...tree.texts.keys()].some((known) => known.startsWith(`${path}/`))
}
