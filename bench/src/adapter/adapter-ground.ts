import type { Ground } from '../ground.ts'
import type { AdapterProgram } from './adapter-program.ts'
import type { PriceProvider } from './price-provider.ts'
import type { RequestGenerator } from './request-generator.ts'

/** Where adapters are measured. */
export interface AdapterGround {
  readonly ground: Ground
  /** Whom the adapters ask. */
  readonly provider: PriceProvider
  /** Who asks the adapters. */
  readonly generator: RequestGenerator
  /** What is measured: ours, built. */
  readonly adapter: AdapterProgram
  /** The framework that is compared with; undefined when it cannot be had. */
  readonly framework: AdapterProgram | undefined
}
