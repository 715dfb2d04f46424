import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Random } from '@kivuko/random'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Sees to it that a form comes back from the browser that it was given to (no CSRF). */
export interface FormGuard {
  /** The token for the form about `subject`; puts the browser's half into a cookie. */
  issue(request: FastifyRequest, reply: FastifyReply, subject: string): string
  /** Whether the token was issued to this browser, for this subject. */
  isValid(
    request: FastifyRequest,
    sent: { readonly token: string; readonly subject: string },
  ): boolean
}

const cookieName = 'consent'
const secretBytes = 32

/** A guard whose tokens hold until the wallet is started again. */
export function createFormGuard(random: Random): FormGuard {
  const key = random.bytes(secretBytes)
  const tokenFor = (browser: string, subject: string): Buffer =>
    createHmac('sha256', key).update(`${browser}\n${subject}`).digest()
  return {
    issue: (request, reply, subject) => {
      const browser =
        cookieOf(request) ?? Buffer.from(random.bytes(secretBytes)).toString('base64url')
      const secure = request.protocol === 'https' ? '; Secure' : ''
      // Lax: a client's page may send the browser here, but not with a form of its own.
      const attributes = `Path=/consent; HttpOnly; SameSite=Lax${secure}`
      reply.header('set-cookie', `${cookieName}=${browser}; ${attributes}`)
      return tokenFor(browser, subject).toString('base64url')
    },
    isValid: (request, { token, subject }) => {
      const browser = cookieOf(request)
      const sent = Buffer.from(token, 'base64url')
      if (browser === undefined || sent.length !== secretBytes) return false
      return timingSafeEqual(sent, tokenFor(browser, subject))
    },
  }
}

const cookieForm = new RegExp(`(?:^|; *)${cookieName}=([A-Za-z0-9_-]{43})(?:;|$)`)

function cookieOf(request: FastifyRequest): string | undefined {
  return cookieForm.exec(request.headers.cookie ?? '')?.[1]
}
