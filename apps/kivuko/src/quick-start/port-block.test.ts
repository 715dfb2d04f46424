import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { findPortBlock } from './port-block.ts'

test('gives each bank ports of its own', async () => {
  const blocks = await Promise.all([findPortBlock(0), findPortBlock(1)])
  const ports = blocks.flatMap((block) => Object.values(block.ports))
  assert.equal(new Set(ports).size, 16)
})

test('moves all ports of a bank when one of them is taken, and says so', async () => {
  const { ports } = await findPortBlock(2)
  const other = createServer().listen(ports.wallet, '127.0.0.1')
  await once(other, 'listening')
  const moved = await findPortBlock(2)
  other.close()
  assert.equal(moved.isMoved, true)
  const distance = moved.ports.wallet - ports.wallet
  assert.ok(distance > 0 && distance % 100 === 0)
  assert.equal(moved.ports.admin - ports.admin, distance)
})
