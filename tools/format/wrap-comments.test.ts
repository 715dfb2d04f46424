import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrapComments } from './wrap-comments.ts'

const long =
  'The quick brown fox jumps over the lazy dog, and over it again, and then once more for luck.'

test('a doc comment on one line that is too long becomes a block', () => {
  const source = `/** ${long} And rests. */\nexport const a = 1\n`
  assert.equal(
    wrapComments('a.ts', source),
    `/**\n * ${long} And\n * rests.\n */\nexport const a = 1\n`,
  )
})

test('a paragraph with a line that is too long is refilled; other paragraphs stay', () => {
  const source = `/**\n * Short.\n * Lines.\n *\n * ${long} And rests\n * here.\n */\nlet a\n`
  assert.equal(
    wrapComments('a.ts', source),
    `/**\n * Short.\n * Lines.\n *\n * ${long} And\n * rests here.\n */\nlet a\n`,
  )
})

test('line comments are refilled as one paragraph with their indent', () => {
  const source = `{\n  // ${long} And rests\n  // here.\n  f()\n}\n`
  assert.equal(wrapComments('a.ts', source), `{\n  // ${long}\n  // And rests here.\n  f()\n}\n`)
})

test('the lines of a list item hang, and the next item begins anew', () => {
  const source = `/**\n * - ${long} And rests.\n * - Then goes.\n */\nlet a\n`
  assert.equal(
    wrapComments('a.ts', source),
    `/**\n * - ${long}\n *   And rests.\n * - Then goes.\n */\nlet a\n`,
  )
})

test('tables, code blocks and comments behind code stay as they are', () => {
  const row = `| ${long} | ${long} |`
  const source = `/**\n * ${row}\n * \`\`\`\n * ${row}\n * \`\`\`\n */\nf() // ${long}${long}\n`
  assert.equal(wrapComments('a.ts', source), source)
})

test('wrapping twice gives the same text', () => {
  const once = wrapComments('a.ts', `/**\n * ${long} ${long}\n * - ${long} ${long}\n */\nlet a\n`)
  assert.equal(wrapComments('a.ts', once), once)
})
