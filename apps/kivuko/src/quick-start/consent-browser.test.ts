import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { consent } from './consent-browser.ts'

const finish = 'http://127.0.0.1:1/back'

async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const http = createHttpClient({ clock })
  return {
    start: `http://127.0.0.1:${(server.address() as AddressInfo).port}/interact`,
    http,
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]()
      server.close()
      server.closeAllConnections()
    },
  }
}

test('goes from page to page as a browser does, and accepts', async () => {
  const seen: string[] = []
  await using site = await serve((request, response) => {
    const { method, url, headers } = request
    const finishRequest = (body: string): void => {
      seen.push([method, url, headers.cookie, body].join(' '))
      if (url === '/interact') {
        response.writeHead(302, { location: '/consent?q=1', 'set-cookie': 'session=s; HttpOnly' })
      } else if (url === '/consent?q=1') {
        response.writeHead(200, { 'set-cookie': 'consent=c; Path=/consent' })
        response.write('<form method="post" action="/consent">')
        response.write('<input type="hidden" name="token" value="a&#38;b">')
      } else if (url === '/consent') response.writeHead(303, { location: '/finish' })
      else response.writeHead(302, { location: `${finish}?hash=h` })
      response.end()
    }
    void text(request).then(finishRequest)
  })
  assert.equal((await consent({ ...site, finish })).search, '?hash=h')
  assert.deepEqual(seen, [
    'GET /interact  ',
    'GET /consent?q=1 session=s ',
    'POST /consent session=s; consent=c token=a%26b&decision=accept',
    'GET /finish session=s; consent=c ',
  ])
})

test('says where it was when there is nothing to accept, or no end', async () => {
  await using lost = await serve((_request, response) => response.writeHead(404).end('no page'))
  await assert.rejects(consent({ ...lost, finish }), /interact has no form: status 404, no page/)
  await using circle = await serve((_request, response) => {
    response.writeHead(302, { location: '/again' }).end()
  })
  await assert.rejects(consent({ ...circle, finish }), /from page to page/)
})
