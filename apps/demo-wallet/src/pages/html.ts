const markup = Symbol('markup')

/** A piece of HTML in which every text that came from outside is escaped. */
export interface Html {
  readonly [markup]: string
}

/** What a template takes: texts are escaped, pieces stay as they are, undefined is nothing. */
export type HtmlPart = string | number | Html | readonly Html[] | undefined

/** Makes a piece of HTML from a template. Attribute values must stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const text = strings.map((string, index) => string + write(parts[index])).join('')
  return { [markup]: text }
}

/** The text of a whole page. */
export function renderHtml(page: Html): string {
  return `<!doctype html>\n${page[markup]}\n`
}

function write(part: HtmlPart): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return markup in part ? part[markup] : part.map(write).join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
