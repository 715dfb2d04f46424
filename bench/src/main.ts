import { systemClock } from '@kivuko/clock'
import { adapter } from './adapter.ts'
import type { Bench } from './bench.ts'
import { forward } from './forward.ts'
import { createGround } from './ground.ts'
import { local } from './local.ts'
import type { Measurement } from './measurement.ts'
import { openPayments } from './open-payments.ts'
import { rates } from './rates.ts'
import { readArguments, usage } from './read-arguments.ts'
import { receive } from './receive.ts'
import { remote } from './remote.ts'
import { createReport } from './report.ts'
import { start } from './start.ts'

/** Every bench, in the order in which they run. */
const benches: readonly Bench[] = [
  forward,
  receive,
  local,
  remote,
  start,
  openPayments,
  rates,
  adapter,
]

const names = benches.map(({ name }) => name)
const asked = readArguments(process.argv.slice(2), names)
if ('problem' in asked) {
  console.error(`${asked.problem}\n\n${usage(benches)}`)
  process.exitCode = 2
} else {
  const report = createReport({ isJson: asked.isJson, write: (line) => console.log(line) })
  const measured: Measurement[] = []
  for (const bench of benches.filter(({ name }) => asked.names.includes(name))) {
    const say = (sentence: string): void => console.error(sentence)
    await using ground = await createGround({ clock: systemClock, say, ...asked })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // The last bench's ground is empty by then, and to empty it again does no harm.
      process.once(signal, () => void ground[Symbol.asyncDispose]().then(() => process.exit(130)))
    }
    for await (const measurement of bench.run(ground)) {
      measured.push(measurement)
      report.add(measurement)
    }
  }
  report.end()
  if (measured.some(({ errors }) => errors > 0)) process.exitCode = 1
}
