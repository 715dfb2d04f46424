import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The resident memory of a process, in MB of a million bytes, as `ps` tells it. */
export async function residentMemoryMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  const kibibytes = Number(stdout)
  if (!(kibibytes > 0)) throw new Error(`ps does not tell the memory of ${pid}: ${stdout}`)
  return (kibibytes * 1_024) / 1_000_000
}
