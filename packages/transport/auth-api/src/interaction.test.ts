import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createFakeClock } from '@kivuko/clock'
import { interactionHash } from '@kivuko/gnap'
import type { HttpResponse } from '@kivuko/http'

import {
  type AnyAnswer,
  assertRefused,
  type Auth,
  cookiesOf,
  idpSecret,
  json,
  openAuth,
  tenantId,
} from './test-auth.ts'

const access = [
  { type: 'outgoing-payment', actions: ['create'], identifier: 'https://wallet.example/alice' },
]
const finish = { method: 'redirect', uri: 'https://client.example/return?cart=7', nonce: 'N0' }

/** A grant that its user is to be asked about, and the parts of the link that the user follows. */
interface Asking {
  readonly answer: AnyAnswer
  readonly id: string
  readonly nonce: string
  readonly finishUrl: string
}

async function ask(auth: Auth, withFinish = true): Promise<Asking> {
  const interact = { start: ['redirect'], ...(withFinish && { finish }) }
  const body = { client: auth.wallet.url, access_token: { access }, interact }
  const answer = json(await auth.signed({ url: `${auth.urls.grant}/${tenantId}`, body }))
  const [, , id = '', nonce = ''] = new URL(answer.interact.redirect).pathname.split('/')
  return { answer, id, nonce, finishUrl: `${auth.urls.grant}/interact/${id}/${nonce}/finish` }
}

async function get(auth: Auth, url: string, cookie?: string): Promise<HttpResponse> {
  const headers = cookie === undefined ? {} : { cookie }
  return await auth.request({ method: 'GET', url, headers })
}

async function decide(auth: Auth, { id, nonce }: Asking, choice: string): Promise<HttpResponse> {
  const headers = { 'x-idp-secret': idpSecret }
  const url = `${auth.urls.idp}/grant/${id}/${nonce}/${choice}`
  return await auth.request({ method: 'POST', url, headers })
}

function locationOf({ status, headers }: HttpResponse): URL {
  assert.equal(status, 302)
  return new URL(String(headers['location']))
}

test('a user is sent to the consent page with what is known of the client', async () => {
  await using auth = await openAuth()
  const { answer, id, nonce } = await ask(auth)
  assert.equal(answer.interact.finish, nonce)
  const redirect = new URL(answer.interact.redirect)
  assert.equal(redirect.searchParams.get('clientName'), 'A shop')
  assert.equal(redirect.searchParams.get('clientUri'), auth.wallet.url)
  redirect.searchParams.set('clientName', 'Your bank')

  const page = locationOf(await get(auth, redirect.href))
  assert.equal(page.origin + page.pathname, 'https://idp.example/consent')
  assert.deepEqual(Object.fromEntries(page.searchParams), {
    theme: 'dark',
    interactId: id,
    nonce,
    clientName: 'A shop',
    clientUri: auth.wallet.url,
  })
})

test('a user who agrees is sent back with a reference and its hash', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  const cookies = cookiesOf(await get(auth, asking.answer.interact.redirect))
  assert.equal((await decide(auth, asking, 'accept')).status, 202)
  const back = locationOf(await get(auth, asking.finishUrl, cookies))
  const interactRef = back.searchParams.get('interact_ref') ?? ''
  assert.deepEqual(Object.fromEntries(back.searchParams), {
    cart: '7',
    interact_ref: interactRef,
    hash: interactionHash({
      clientNonce: 'N0',
      interactNonce: asking.answer.interact.finish,
      interactRef,
      grantEndpoint: `${auth.urls.grant}/${tenantId}`,
    }),
  })
  const { uri: url, access_token: token } = asking.answer.continue
  const continuing = { url, token: token.value, body: { interact_ref: interactRef } }
  const issued = json(await auth.signed(continuing))
  assert.deepEqual(issued.access_token.access, access)
  assertRefused(await auth.signed(continuing), 404, 'invalid_continuation')
})

test('a user who denies is sent back with that, and the grant is over', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  const cookies = cookiesOf(await get(auth, asking.answer.interact.redirect))
  assert.equal((await decide(auth, asking, 'reject')).status, 202)
  const back = locationOf(await get(auth, asking.finishUrl, cookies))
  assert.equal(back.searchParams.get('result'), 'grant_rejected')
  assert.equal(back.searchParams.get('interact_ref'), null)
  const { uri: url, access_token: token } = asking.answer.continue
  const continuing = { url, token: token.value, body: { interact_ref: 'any' } }
  assertRefused(await auth.signed(continuing), 401, 'request_denied')
})

test('a user who comes back undecided can still decide', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  const cookies = cookiesOf(await get(auth, asking.answer.interact.redirect))
  const back = locationOf(await get(auth, asking.finishUrl, cookies))
  assert.equal(back.searchParams.get('result'), 'grant_invalid')
  assert.equal((await decide(auth, asking, 'accept')).status, 202)
})

test('only the session that began an interaction finishes it', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  const cookies = cookiesOf(await get(auth, asking.answer.interact.redirect))
  const others = cookiesOf(await get(auth, (await ask(auth)).answer.interact.redirect))
  assert.equal((await decide(auth, asking, 'accept')).status, 202)
  const [session = ''] = cookies.split('; ')
  for (const wrong of [undefined, others, session, `${session}; sessionId.sig=forged`]) {
    assertRefused(await get(auth, asking.finishUrl, wrong), 401, 'invalid_request')
  }
  assert.equal((await get(auth, asking.finishUrl, cookies)).status, 302)
})

test('a session goes on where its browser has one, hidden from scripts', async () => {
  await using auth = await openAuth({ settings: { cookieSameSite: 'none' } })
  const first = await get(auth, (await ask(auth)).answer.interact.redirect)
  const [cookie, signature] = [first.headers['set-cookie'] ?? []].flat()
  const attributes = 'Max-Age=600; Path=/; SameSite=None; HttpOnly'
  assert.match(cookie ?? '', new RegExp(`^sessionId=[\\w-]{43}; ${attributes}$`))
  assert.match(signature ?? '', new RegExp(`^sessionId.sig=[\\w-]{43}; ${attributes}$`))
  const { redirect } = (await ask(auth)).answer.interact
  assert.equal(cookiesOf(await get(auth, redirect, cookiesOf(first))), cookiesOf(first))
})

test('an interaction is not found under another nonce or id', async () => {
  await using auth = await openAuth()
  const { answer, id, nonce } = await ask(auth)
  const wrong = answer.interact.redirect.replace(nonce, 'FFFF')
  assertRefused(await get(auth, wrong), 400, 'unknown_interaction')
  const strange = answer.interact.redirect.replace(id, 'x')
  assertRefused(await get(auth, strange), 400, 'unknown_interaction')
  const finishing = `${auth.urls.grant}/interact/${id}/FFFF/finish`
  assertRefused(await get(auth, finishing), 404, 'unknown_interaction')
})

test('an interaction that is over sends its user back where there is a way', async () => {
  const clock = createFakeClock(Date.now())
  await using auth = await openAuth({ clock })
  const asking = await ask(auth)
  const polling = await ask(auth, false)
  const cookies = cookiesOf(await get(auth, polling.answer.interact.redirect))
  const late = cookiesOf(await get(auth, asking.answer.interact.redirect))
  await clock.advance(600_000)
  const back = locationOf(await get(auth, asking.answer.interact.redirect))
  assert.equal(back.searchParams.get('result'), 'invalid_interaction')
  assert.ok(back.searchParams.get('message'))
  const finished = locationOf(await get(auth, asking.finishUrl, late))
  assert.equal(finished.searchParams.get('result'), 'invalid_interaction')
  assertRefused(await get(auth, polling.answer.interact.redirect), 403, 'invalid_interaction')
  assertRefused(await get(auth, polling.finishUrl, cookies), 401, 'invalid_interaction')
  assertRefused(await decide(auth, asking, 'accept'), 400, 'invalid_interaction')
})

test('the identity provider reads what its user is to decide', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  const url = `${auth.urls.idp}/grant/${asking.id}/${asking.nonce}`
  const read = async (): Promise<unknown> => {
    const headers = { 'x-idp-secret': idpSecret }
    const response = await auth.request({ method: 'GET', url, headers })
    assert.equal(response.status, 200)
    return JSON.parse(response.body.toString())
  }
  const grantId = asking.answer.continue.uri.split('/').at(-1)
  assert.deepEqual(await read(), { grantId, access, state: 'PENDING' })
  await decide(auth, asking, 'accept')
  assert.deepEqual(await read(), { grantId, access, state: 'APPROVED' })
})

test('nobody but the identity provider reads or decides', async () => {
  await using auth = await openAuth()
  const { id, nonce } = await ask(auth)
  const url = `${auth.urls.idp}/grant/${id}/${nonce}`
  for (const secret of [undefined, '', 'short', `${idpSecret}!`]) {
    const headers = secret === undefined ? {} : { 'x-idp-secret': secret }
    assertRefused(await auth.request({ method: 'GET', url, headers }), 401, 'invalid_request')
    const deciding = { method: 'POST', url: `${url}/accept`, headers } as const
    assertRefused(await auth.request(deciding), 401, 'invalid_interaction')
  }
})

test('a decision is made once, of two that there are', async () => {
  await using auth = await openAuth()
  const asking = await ask(auth)
  assertRefused(await decide(auth, asking, 'postpone'), 400, 'invalid_request')
  const nobody = { ...asking, nonce: 'FFFF' }
  assertRefused(await decide(auth, nobody, 'accept'), 404, 'unknown_interaction')
  assert.equal((await decide(auth, asking, 'accept')).status, 202)
  assertRefused(await decide(auth, asking, 'reject'), 400, 'invalid_interaction')
  const denied = await ask(auth)
  assert.equal((await decide(auth, denied, 'reject')).status, 202)
  assertRefused(await decide(auth, denied, 'accept'), 401, 'user_denied')
})
