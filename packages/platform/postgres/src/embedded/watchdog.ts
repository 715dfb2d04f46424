import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdir, rm, unlink, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import type { ServerFolder } from './server-folder.ts'

const TOKEN = 'watch-'
const FIRED = '.fired'

/**
 * A shell that outlives us by a little and stops the server when we could not. Its standard input
 * is a pipe that only we hold: however we end, the kernel closes it and `cat` returns.
 *
 * Then it waits for a successor. Who may decide about the server is settled by one file, the token:
 * the shell takes it by renaming it, a successor by removing it, and the file system lets one of
 * them succeed. The successor removes it before it looks at the server: if that fails, the server
 * is being stopped and it waits for the end; if it works, the shell goes away and the server may be
 * adopted. The shell leaves the renamed token behind, so that its decision can be seen for as long
 * as it matters.
 */
const SCRIPT = `
  trap '' HUP INT TERM
  cat > /dev/null
  sleep "$1"
  mv "$2" "$2${FIRED}" 2> /dev/null || exit 0
  pid=$(head -n 1 "$3/postmaster.pid") || exit 0
  if [ -r "/proc/$pid/cmdline" ]; then command=$(tr '\\0' ' ' < "/proc/$pid/cmdline")
  else command=$(ps -o command= -p "$pid")
  fi
  case "$command" in *"cluster_name=$4"*) kill -INT "$pid" ;; esac
`

interface WatchdogOptions {
  readonly folder: ServerFolder
  /** How long after our end a successor may take the server over. */
  readonly graceMs: number
}

/** Arms a watchdog for the server on `folder`; disposing disarms it. */
export async function armWatchdog(options: WatchdogOptions): Promise<AsyncDisposable> {
  const { folder, graceMs } = options
  const token = join(folder.dataDir, `${TOKEN}${randomUUID()}`)
  await writeFile(token, `${process.pid}\n`)
  const args = [String(graceMs / 1000), token, folder.cluster, folder.name]
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'kivuko-watchdog', ...args], {
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  await new Promise<void>((resolve, reject) => shell.once('spawn', resolve).once('error', reject))
  // The pipe breaks when somebody kills the shell, and must not end us for that.
  shell.stdin.on('error', () => {})
  shell.unref()
  // A pipe is a socket to Node, whatever the types say; an open one must not keep us running.
  if (shell.stdin instanceof Socket) shell.stdin.unref()
  return {
    async [Symbol.asyncDispose]() {
      await rm(token, { force: true })
      killGroup(shell.pid)
    },
  }
}

/**
 * Takes the server out of the hands of the watchdogs that others have left behind; gives whether
 * one of them is already stopping it. `forgetFired` must follow when the server has gone.
 */
export async function disarmWatchdogs({ dataDir }: ServerFolder): Promise<boolean> {
  const tokens = (await readdir(dataDir)).filter((name) => name.startsWith(TOKEN))
  const taken = tokens.map(async (name) => {
    if (name.endsWith(FIRED)) return false
    return await unlink(join(dataDir, name)).then(
      () => true,
      () => false,
    )
  })
  return (await Promise.all(taken)).includes(false)
}

/** Clears what fired watchdogs have left behind. */
export async function forgetFired({ dataDir }: ServerFolder): Promise<void> {
  const tokens = (await readdir(dataDir)).filter((name) => name.endsWith(FIRED))
  await Promise.all(tokens.map((name) => rm(join(dataDir, name), { force: true })))
}

/** The shell leads its own group, in which `cat` runs too. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
