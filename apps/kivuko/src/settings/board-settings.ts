import { defaulted, filePath, integer, milliseconds, optional } from '@kivuko/config'

/** Rates of external adapters, as `kivuko rates` and `kivuko up` read them. */
export const boardSettings = {
  ratesConfig: optional({
    env: 'RATES_CONFIG',
    type: filePath(),
    doc:
      'A JSON file of adapters, markets and assets (docs/adapters.md): rates come from them. In ' +
      'place of `EXCHANGE_RATES_URL`; a tenant with a URL of its own keeps it.',
  }),
  ratesRefreshMs: defaulted({
    env: 'RATES_REFRESH',
    type: milliseconds({ min: 100, max: 600_000 }),
    default: '1000',
    doc: 'How often adapters are asked for their prices; most answers come from their caches.',
  }),
  ratesMaxAgeMs: defaulted({
    env: 'RATES_MAX_AGE',
    type: milliseconds({ min: 1_000 }),
    default: '60000',
    doc: 'How old a price may be before rates made of it are left out.',
  }),
} as const

/** What a node does with rates that it makes itself. */
export const ownRatesSettings = {
  ratesMoveBasisPointsMax: defaulted({
    env: 'RATES_MAX_MOVE_BASIS_POINTS',
    type: integer({ min: 0, max: 10_000 }),
    default: '10',
    doc:
      'How far, in hundredths of a percent, a rate of `RATES_CONFIG` may move before it is used ' +
      'at once; smaller moves wait for `EXCHANGE_RATES_LIFETIME`.',
  }),
} as const
