import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { parseIlpAddress } from './address.ts'
import { isPeerAddress, peerAddresses, peerCondition, peerFulfillment } from './peer-protocol.ts'
import { readVectors, withVectors } from './test-vectors.ts'

test('the peer fulfillment fulfils the peer condition', () => {
  const digest = createHash('sha256').update(peerFulfillment).digest('hex')
  assert.equal(digest, Buffer.from(peerCondition).toString('hex'))
})

test('the constants are those of the shared vectors', withVectors, () => {
  const vectors = readVectors<Record<string, string>>('peer-protocol-constants.json')
  assert.equal(Buffer.from(peerFulfillment).toString('hex'), vectors['fulfillment'])
  assert.equal(Buffer.from(peerCondition).toString('hex'), vectors['condition'])
})

test('every peer protocol is addressed to the neighbour, and nothing else is', () => {
  for (const address of Object.values(peerAddresses)) assert.equal(isPeerAddress(address), true)
  assert.equal(isPeerAddress(parseIlpAddress('g.peer.config')), false)
})
