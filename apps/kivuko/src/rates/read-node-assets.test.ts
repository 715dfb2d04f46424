import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { Secret } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { verifyAdminSignature } from '@kivuko/signatures'
import { readNodeAssets } from './read-node-assets.ts'

const tenantId = '8b1b4b7e-3f9e-4f3c-9a53-1a1a2b2c3d3e'
const clock = createFakeClock(Date.UTC(2026, 10, 20))

interface Asked {
  readonly query: string
  readonly variables: { readonly after: string | null }
}

type Answer = (asked: Asked) => { readonly status?: number; readonly body: unknown }

/** An admin API that lets in whoever signs as the contract says, each signature once. */
async function startNode(answer: Answer, signedWith = 'the secret') {
  const used = new Set<string>()
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const body = JSON.parse(text) as Asked // From our own client.
      const header = String(request.headers['signature'])
      const verified = verifyAdminSignature({
        header,
        body,
        secret: signedWith,
        version: 2,
        ttlSec: 30,
        nowMs: clock.now(),
      })
      const isRight = !('refusal' in verified) && request.headers['tenant-id'] === tenantId
      if (!isRight || used.has(header)) {
        response.writeHead(401).end('Unauthorized')
        return
      }
      used.add(header)
      asked.push(body)
      const { status = 200, body: told } = answer(body)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof told === 'string' ? told : JSON.stringify(told))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // Of a server that listens on TCP.
  const { port } = server.address() as AddressInfo
  const http = createHttpClient({ clock })
  const place = { tenantId, secret: new Secret('the secret'), version: 2 }
  const url = `http://127.0.0.1:${port}/graphql`
  return {
    asked,
    read: async () =>
      await readNodeAssets({ clock, http, random }, { ...place, url }, AbortSignal.timeout(60_000)),
    [Symbol.asyncDispose]: async () => {
      await http[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function page(codes: readonly string[], endCursor: string | null, hasNextPage: boolean) {
  const edges = codes.map((code) => ({ node: { code } }))
  return { body: { data: { assets: { pageInfo: { endCursor, hasNextPage }, edges } } } }
}

test('reads the assets of all pages, each code once, and signs each question anew', async () => {
  await using node = await startNode(({ variables }) =>
    variables.after === null ? page(['USD', 'EUR'], 'a', true) : page(['USD', 'KES'], 'b', false),
  )
  // The clock stands still: what is alike would be refused.
  assert.deepEqual(await node.read(), ['USD', 'EUR', 'KES'])
  assert.deepEqual(await node.read(), ['USD', 'EUR', 'KES'])
  assert.deepEqual(
    node.asked.map(({ variables }) => variables.after),
    [null, 'a', null, 'a'],
  )
})

test('a node without assets has none', async () => {
  await using node = await startNode(() => page([], null, false))
  assert.deepEqual(await node.read(), [])
})

test('a node that knows another secret is named as such', async () => {
  await using node = await startNode(() => page([], null, false), 'another one')
  await assert.rejects(node.read(), /ADMIN_API_SECRET/)
})

test('pages without an end are given up', async () => {
  await using node = await startNode(() => page(['USD'], 'again', true))
  await assert.rejects(node.read(), /pages/)
})

const nonsense: readonly (readonly [string, ReturnType<Answer>, RegExp])[] = [
  ['a refusal', { body: { errors: [{ message: 'too deep' }] } }, /refused: too deep/],
  ['a web page', { status: 502, body: '<html>' }, /answered 502/],
  ['null', { body: { data: null } }, /without assets/],
  ['other data', { body: { data: { assets: 7 } } }, /no list of assets/],
]

for (const [name, answer, message] of nonsense) {
  test(`${name} is no list of assets`, async () => {
    await using node = await startNode(() => answer)
    await assert.rejects(node.read(), message)
  })
}
