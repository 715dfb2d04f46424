import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Secret } from '@kivuko/log'

import { readSession, type SessionCookies, writeSession } from './session-cookie.ts'

const cookies: SessionCookies = { cookieKey: new Secret('key'), maxAgeSec: 600, secure: true }

function sent(made: SessionCookies): string {
  return writeSession(made, 'S1')
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

test('a session is read among other cookies', () => {
  assert.equal(readSession(cookies, `a=1; ${sent(cookies)}; b=2=3; c`), 'S1')
})

test('cookies go over TLS only where this server does', () => {
  const [secure] = writeSession(cookies, 'S1')
  const [plain] = writeSession({ ...cookies, secure: false, sameSite: 'lax' }, 'S1')
  assert.equal(secure, 'sessionId=S1; Max-Age=600; Path=/; Secure; HttpOnly')
  assert.equal(plain, 'sessionId=S1; Max-Age=600; Path=/; SameSite=Lax; HttpOnly')
})

for (const [what, header] of [
  ['no header', undefined],
  ['no cookies', ''],
  ['no signature', 'sessionId=S1'],
  ['no session', sent(cookies).replace('sessionId=S1; ', '')],
  ['an empty signature', 'sessionId=S1; sessionId.sig='],
  ['another session', sent(cookies).replace('S1', 'S2')],
  ['another key', sent({ ...cookies, cookieKey: new Secret('other') })],
  ['a header that is too long', `${sent(cookies)}; x=${'x'.repeat(9_000)}`],
] as const) {
  test(`no session is read with ${what}`, () => {
    assert.equal(readSession(cookies, header), undefined)
  })
}
