import { parseSync } from 'oxc-parser'

const columnsMax = 100

/**
 * Refills the comments of a source whose lines are too long, paragraph by paragraph; all else stays
 * as it is. The formatter leaves comments alone, and a rule of the house does not. Tables, code,
 * lists and tags keep their lines; a comment that shares its line with code is not touched.
 */
export function wrapComments(path: string, text: string): string {
  let wrapped = text
  for (const block of commentBlocks(path, text).toReversed()) {
    const before = text.slice(block.start, block.end)
    if (!block.indent.concat(before).split('\n').some(isTooLong)) continue
    const after = block.isDoc ? wrapDoc(before, block.indent) : wrapLines(before, block.indent)
    wrapped = wrapped.slice(0, block.start) + after + wrapped.slice(block.end)
  }
  return wrapped
}

interface CommentBlock {
  readonly start: number
  readonly end: number
  /** The white space before its first line. */
  readonly indent: string
  readonly isDoc: boolean
}

/** Doc comments, and runs of line comments, that have their lines to themselves. */
function commentBlocks(path: string, text: string): readonly CommentBlock[] {
  const blocks: CommentBlock[] = []
  for (const { type, value, start, end } of parseSync(path, text).comments) {
    const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
    const isDoc = type === 'Block' && value.startsWith('*')
    if (!/^\s*$/.test(indent) || (type === 'Block' && !isDoc)) continue
    const last = blocks.at(-1)
    const gap = last === undefined ? '' : text.slice(last.end, start)
    if (last !== undefined && !isDoc && !last.isDoc && gap === `\n${indent}`) {
      blocks[blocks.length - 1] = { ...last, end }
    } else blocks.push({ start, end, indent, isDoc })
  }
  return blocks
}

function wrapDoc(comment: string, indent: string): string {
  const inner = comment.slice(3, -2).trim()
  const lines = inner.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
  const filled = refill(lines, columnsMax - indent.length - 3)
  const body = filled.map((line) => `${indent} * ${line}`.trimEnd())
  return ['/**', ...body, `${indent} */`].join('\n')
}

function wrapLines(comment: string, indent: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\/\/ ?/, '').trimEnd())
  const filled = refill(lines, columnsMax - indent.length - 3)
  return filled.map((line) => `// ${line}`.trimEnd()).join(`\n${indent}`)
}

/** Refills the paragraphs that have a line longer than `width`. */
function refill(lines: readonly string[], width: number): readonly string[] {
  return paragraphs(lines).flatMap((paragraph) => {
    const prose = !/^(\||```|\s)/.test(paragraph[0] ?? '')
    return prose && paragraph.some((line) => line.length > width)
      ? fill(paragraph, width)
      : paragraph
  })
}

/**
 * A paragraph ends at an empty line and before a list item, a tag, a table row or indented text.
 */
function paragraphs(lines: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = []
  let inCode = false
  for (const line of lines) {
    const fence = line.trimStart().startsWith('```')
    const last = found.at(-1)
    const continues =
      last?.[0] !== '' && line !== '' && !inCode && !/^([-*|@#>]|\d+\.\s|\s|```)/.test(line)
    const hangs = /^([-*@]|\d+\.)/.test(last?.[0] ?? '') && /^ {2,3}\S/.test(line) && !inCode
    if (last !== undefined && (continues || hangs)) last.push(line)
    else found.push([line])
    if (fence) inCode = !inCode
  }
  return found
}

/** Sets the words of a paragraph anew; the lines of a list item or tag hang by two. */
function fill(paragraph: readonly string[], width: number): readonly string[] {
  const hang = /^([-*@]|\d+\.)/.test(paragraph[0] ?? '') ? '  ' : ''
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.join(' ').split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width || line.trim() === '') line = longer
    else {
      lines.push(line)
      line = `${hang}${word}`
    }
  }
  return [...lines, line]
}

function isTooLong(line: string): boolean {
  return line.length > columnsMax
}
