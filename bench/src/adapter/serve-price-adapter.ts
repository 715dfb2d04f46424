/*
 * `node serve-price-adapter.ts`: the adapter as its users run one.
 */
import { runAdapters } from '@kivuko/adapter'
import { priceAdapter } from './price-adapter.ts'

await runAdapters([priceAdapter], process.env)
