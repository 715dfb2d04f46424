import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Claims a folder for this process until it ends, however it ends; false when another process has
 * it. What tells is a socket that the owner listens on: unlike a process id in a file, it is never
 * somebody else's.
 */
export async function claimFolder(folder: string): Promise<boolean> {
  mkdirSync(folder, { recursive: true })
  const path = socketPathFor(realpathSync(folder))
  if (await listens(path)) return true
  if (await isAnswered(path)) return false
  // Its owner ended without tidying up.
  rmSync(path, { force: true })
  return await listens(path)
}

/** The folder's own path may be longer than a socket's may be (107 bytes on Linux). */
function socketPathFor(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(tmpdir(), `kivuko-quick-start-${hash}.sock`)
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen(path, () => {
      server.unref()
      process.once('exit', () => rmSync(path, { force: true }))
      resolve(true)
    })
  })
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
