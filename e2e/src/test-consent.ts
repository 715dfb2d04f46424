import assert from 'node:assert/strict'
import type { TestNode } from './test-node.ts'

/** What a user is asked, as the identity provider finds it. */
export interface AskedGrant {
  readonly grantId: string
  readonly access: readonly object[]
  readonly state: string
}

/** A user before the consent page: the browser has been sent there with this. */
export interface Consent {
  readonly page: URL
  asked(): Promise<AskedGrant>
  /** Decides; gives where the browser is sent to then. */
  decide(decision: 'accept' | 'reject'): Promise<URL>
}

/** Follows the link that a client was given, as a browser does, up to the consent page. */
export async function followRedirect(
  { urls, settings }: TestNode,
  redirect: string,
): Promise<Consent> {
  const started = await fetch(redirect, { redirect: 'manual' })
  assert.equal(started.status, 302, await started.text())
  const page = locationOf(started)
  const cookie = started.headers.getSetCookie().map((each) => each.split(';')[0])
  const path = `${page.searchParams.get('interactId')}/${page.searchParams.get('nonce')}`
  const headers = { 'x-idp-secret': settings['IDENTITY_SERVER_SECRET'] ?? '' }
  const grant = `${urls.INTERACTION_PORT}/grant/${path}`
  return {
    page,
    async asked() {
      const response = await fetch(grant, { headers })
      assert.equal(response.status, 200)
      return (await response.json()) as AskedGrant
    },
    async decide(decision) {
      const decided = await fetch(`${grant}/${decision}`, { method: 'POST', headers })
      assert.equal(decided.status, 202, await decided.text())
      const finished = await fetch(`${urls.AUTH_PORT}/interact/${path}/finish`, {
        redirect: 'manual',
        headers: { cookie: cookie.join('; ') },
      })
      assert.equal(finished.status, 302, await finished.text())
      return locationOf(finished)
    },
  }
}

function locationOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? 'missing:')
}
