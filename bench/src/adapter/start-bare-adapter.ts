import { fileURLToPath } from 'node:url'
import { freePort } from '@kivuko/testing'
import type { Ground } from '../ground.ts'

/** Starts a bare server that gives what an adapter gives for a request; returns its URL. */
export async function startBareAdapter(ground: Ground, answer: string): Promise<string> {
  const port = await freePort()
  const program = fileURLToPath(new URL('./bare-adapter.ts', import.meta.url))
  const args = [program, String(port), answer]
  const started = await ground.start({ name: 'bare-adapter', args })
  const url = `http://127.0.0.1:${port}/`
  await started.ready(url)
  return url
}
