import { runAdapters } from '@kivuko/adapter'
import { centralBank } from './central-bank.ts'
import { median } from './composite.ts'
import { processEnvironment } from './config.ts'
import { priceApi } from './price-api.ts'
import { priceFeed } from './price-feed.ts'

await runAdapters([centralBank, priceApi, priceFeed, median], processEnvironment())
