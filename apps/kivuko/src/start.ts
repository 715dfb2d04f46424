import { systemClock as clock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { systemRandom as random } from '@kivuko/random'
import { processEnvironment } from './config.ts'
import { describeError } from './quick-start/describe-error.ts'
import { listenForInterrupt } from './quick-start/listen-for-interrupt.ts'
import { createNarrator } from './quick-start/narrator.ts'
import { RunningPrograms } from './quick-start/running-programs.ts'
import { keepRunning, runOnce } from './quick-start/run-quick-start.ts'

/*
 * `npm start`: two banks on this machine, and a first payment from one to the other. With `--once`
 * it ends after that, with a line of JSON on standard output, and tells its story on the other.
 */

const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--once')) {
  console.error('npm start              two banks on this machine, and a payment between them')
  console.error('npm start -- --once    the same, and then stop: prints one line of JSON')
  process.exit(2)
}
const isOnce = args.length > 0
const env = processEnvironment()
const stream = isOnce ? process.stderr : process.stdout
// A terminal that was closed takes no more words; what runs is still to be stopped.
stream.on('error', () => {})
const narrator = createNarrator(stream, clock)
const programs = new RunningPrograms()
const options = {
  clock,
  random,
  http: createHttpClient({ clock, timeoutMs: 10_000 }),
  narrator,
  programs,
  dataDir: env['KIVUKO_DATA_DIR'] || '.kivuko/quick-start',
  // Nothing else: what is set for a node of one's own must not change these.
  inherited: {
    PATH: env['PATH'],
    HOME: env['HOME'],
    TMPDIR: env['TMPDIR'],
    NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'],
  },
}

const interrupted = listenForInterrupt(clock, () => {
  programs.kill()
  process.exit(1)
})
const code = await Promise.race([
  isOnce ? runOnce(options) : keepRunning(options),
  programs.failed,
  interrupted.then(() => (isOnce ? 130 : 0)),
]).catch((error: unknown) => {
  narrator.failed(describeError(error))
  return 1
})
if (!programs.isEmpty()) narrator.line(narrator.quiet('\nStopping …'))
await programs[Symbol.asyncDispose]()
process.exit(code)
