import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { startAnsweringServer } from '../answering-server.ts'
import { coinOf, countFrom, priceOf } from './coins.ts'
import { startRequestGenerator } from './request-generator.ts'

describe('a request generator', async () => {
  const generator = startRequestGenerator()
  after(() => generator[Symbol.asyncDispose]())

  test('sends each request of a list once, in turn to each URL', async () => {
    await using first = await startPrices()
    await using second = await startPrices()
    const urls = [first.url, second.url]
    const coins = countFrom(7, 5)
    const { tookMs, ...rest } = await generator.askOnce({ urls, connections: 2, coins })
    assert.deepEqual(rest, { errors: 0 })
    assert.equal(tookMs.length, 5)
    assert.ok(tookMs.every((ms) => ms > 0))
    assert.deepEqual(first.asked, [7, 9, 11].map(coinOf))
    assert.deepEqual(second.asked, [8, 10].map(coinOf))
  })

  test('tells what was answered for another coin, and what took time', async () => {
    await using server = await startPrices({ wrong: coinOf(2), slow: coinOf(3) })
    const asked = await generator.askOnce({
      urls: [server.url],
      connections: 1,
      coins: [1, 2, 3],
    })
    const [first = 0, second = 0, third = 0] = asked.tookMs
    assert.ok(first > 0 && Number.isNaN(second) && third >= slowMs - 1)
    assert.equal(asked.errors, 1)
    assert.match(asked.firstError ?? '', /not "result":2\.5, but/)
  })

  test('goes through a list over and over', async () => {
    await using server = await startPrices()
    const load = await generator.drive({
      urls: [server.url],
      connections: 3,
      coins: countFrom(0, 3),
      warmUpMs: 0,
      measureMs: 200,
    })
    assert.equal(load.errors, 0)
    assert.equal(load.completed, server.asked.length)
    assert.deepEqual(new Set(server.asked), new Set([0, 1, 2].map(coinOf)))
  })
})

const slowMs = 20

/** Answers prices as an adapter does: a wrong one for one coin, a slow one for another. */
async function startPrices({ wrong, slow }: { wrong?: string; slow?: string } = {}) {
  const asked: string[] = []
  const server = await startAnsweringServer({
    contentType: 'application/json',
    answer: async (body) => {
      // The generator's own.
      const { data } = JSON.parse(body.toString()) as { data: { base: string } }
      asked.push(data.base)
      if (data.base === slow) await systemClock.sleep(slowMs)
      const result = data.base === wrong ? 0 : priceOf(data.base)
      return Buffer.from(JSON.stringify({ result, statusCode: 200 }))
    },
  })
  return Object.assign(server, { asked })
}
