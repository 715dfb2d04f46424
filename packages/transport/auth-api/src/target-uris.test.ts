import assert from 'node:assert/strict'
import { test } from 'node:test'

import { targetUris } from './target-uris.ts'

const authServerUrl = 'https://auth.example/'
const server = { authServerUrl, acceptsAnyHost: true }
const request = { protocol: 'http', originalUrl: '/t?x=1' } as const

test('its own URL comes first where the request names its host', () => {
  assert.deepEqual(targetUris(server, { ...request, host: 'auth.example' }), [
    'https://auth.example/t?x=1',
    'http://auth.example/t?x=1',
  ])
})

test('else what was requested does', () => {
  assert.deepEqual(targetUris(server, { ...request, host: 'auth:3006' }), [
    'http://auth:3006/t?x=1',
    'https://auth:3006/t?x=1',
    'https://auth.example/t?x=1',
  ])
})

test('and no other is good where it must not be', () => {
  const strict = { authServerUrl, acceptsAnyHost: false }
  assert.deepEqual(targetUris(strict, { ...request, host: 'evil.example' }), [
    'https://auth.example/t?x=1',
  ])
})
