import assert from 'node:assert/strict'
import { request, type RequestOptions } from 'node:https'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import { createRawHttpServer } from './create-raw-http-server.ts'
import type { HttpServer, TlsOptions } from './http-server.ts'
import { testCertificates } from './test-certificates.ts'
import { baseOptions } from './test-kit.ts'

const { authority, certificate, key } = testCertificates

function serve(more: Partial<TlsOptions> = {}): HttpServer {
  return createRawHttpServer({
    ...baseOptions(),
    tls: { key: new Secret(key), certificate, ...more },
    handler: () => ({ status: 200, headers: {}, body: Buffer.from('private') }),
  })
}

function get(port: number, more: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, ca: authority, agent: false, ...more }
    const sent = request(options, (response) => {
      response.setEncoding('utf8').on('data', resolve).on('error', reject)
    })
    sent.on('error', reject).end()
  })
}

test('speaks TLS with its certificate', async () => {
  await using server = serve()
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  assert.equal(await get(port, {}), 'private')
})

test('lets only clients in that show a certificate, where it asks for one', async () => {
  await using server = serve({ clientAuthority: authority })
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  assert.equal(await get(port, { key, cert: certificate }), 'private')
  await assert.rejects(get(port, {}))
})
