import type { HttpClient, HttpResponse } from '@kivuko/http'

/** A user at a browser, who agrees to what a client asks for. */
export interface ConsentingUser {
  readonly http: HttpClient
  /** Where the client sends the user. */
  readonly start: string
  /** Where the client wants the user back. */
  readonly finish: string
}

/** More pages than a consent has. */
const pagesMax = 10

/**
 * Does what a person does: goes where the browser is sent, keeps its cookies, and presses Accept on
 * the page with the form. Gives the URL at which the user comes back to the client.
 */
export async function consent({ http, start, finish }: ConsentingUser): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: BrowserRequest = { url: new URL(start) }
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const answer = await http.request({
      method: next.form === undefined ? 'GET' : 'POST',
      url: next.url,
      headers: {
        cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
        ...(next.form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(next.form && { body: next.form }),
    })
    keepCookies(cookies, answer)
    next = readPage(next.url, answer)
    if (next.url.href.startsWith(finish)) return next.url
  }
  throw new Error(`the user is sent from page to page, last to ${next.url.origin}`)
}

interface BrowserRequest {
  readonly url: URL
  /** What the form holds, where there is one to be sent. */
  readonly form?: string
}

/** Every server here is 127.0.0.1, and cookies do not tell ports apart (RFC 6265 section 8.5). */
function keepCookies(cookies: Map<string, string>, { headers }: HttpResponse): void {
  for (const cookie of [headers['set-cookie'] ?? []].flat()) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? []
    if (name !== undefined && value !== undefined) cookies.set(name, value)
  }
}

function readPage(url: URL, { status, headers, body }: HttpResponse): BrowserRequest {
  const { location } = headers
  if (status >= 300 && status < 400 && typeof location === 'string') {
    return { url: new URL(location, url) }
  }
  const page = body.toString()
  const action = /<form [^>]*action="([^"]+)"/.exec(page)?.[1]
  if (status !== 200 || action === undefined) {
    throw new Error(`the page at ${url.href} has no form: status ${status}, ${page}`)
  }
  const fields = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  const form = new URLSearchParams(
    Array.from(fields, ([, name = '', value = '']): [string, string] => [name, unescape(value)]),
  )
  form.set('decision', 'accept')
  return { url: new URL(unescape(action), url), form: form.toString() }
}

function unescape(text: string): string {
  return text.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
}
