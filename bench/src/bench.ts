import type { Ground } from './ground.ts'
import type { Measurement } from './measurement.ts'

/** One thing that is measured. */
export interface Bench {
  /** As the command line says it. */
  readonly name: string
  /** One sentence for people. */
  readonly about: string
  /** Gives what it finds, piece by piece; the headline comes last. */
  run(ground: Ground): AsyncIterable<Measurement>
}
