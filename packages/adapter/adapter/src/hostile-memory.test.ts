import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { waitFor } from '@kivuko/testing'
import { answer, endless, startHostileProvider } from './test-hostile-provider.ts'
import { startTestReplicas } from './test-replicas.ts'

const skip = existsSync('/proc/self/status') ? false : 'no /proc that tells of memory'

/** The most memory that a process ever had, in MiB. */
async function peakOf(pid: number): Promise<number> {
  const [, kilobytes] =
    /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

test('bodies that come byte by byte and never end take a few megabytes each', {
  skip,
}, async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  await using provider = await startHostileProvider(endless(head, '1\r\n \r\n'.repeat(10_000)))
  await using replicas = await startTestReplicas(1, {
    PROVIDER_URL: `http://127.0.0.1:${provider.port}/spot`,
    LOG_LEVEL: 'warn',
    API_TIMEOUT: '4000',
    CACHE_ERROR_AGE: '100',
  })
  const { pid } = replicas.program(0)
  const before = await peakOf(pid)
  const asked = await Promise.all(
    Array.from({ length: 8 }, (_, at) => replicas.ask(0, 'wide', `FLOOD${at}`)),
  )
  for (const { status } of asked) assert.ok(status === 502 || status === 504, String(status))
  const took = (await peakOf(pid)) - before
  // Kept as they came, they took four gigabytes.
  assert.ok(took < 400, `${took} MiB`)
  provider.behave(answer('{"px":5}'))
  await waitFor(async () => (await replicas.ask(0, 'wide', 'FLOOD0')).status === 200, {
    timeoutMs: 30_000,
  })
})
