/*
 * `node framework-adapter.mjs FOLDER`: the adapter of price-adapter.ts on the framework that is
 * installed in that folder. Plain JavaScript, because its types are not there when ours are
 * checked.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.argv[2] ?? '.', 'package.json'))
// By their files: the package's `main` names one that is not there.
const framework = '@chainlink/external-adapter-framework'
const { expose } = require(`${framework}/index.js`)
const { PriceAdapter, PriceEndpoint, priceEndpointInputParametersDefinition } = require(
  `${framework}/adapter/index.js`,
)
const { AdapterConfig } = require(`${framework}/config/index.js`)
const { HttpTransport } = require(`${framework}/transports/index.js`)
const { InputParameters } = require(`${framework}/validation/index.js`)

const transport = new HttpTransport({
  prepareRequests: (wanted, settings) =>
    wanted.map((params) => ({
      params: [params],
      request: { url: settings.PRICE_URL, params: { base: params.base, quote: params.quote } },
    })),
  parseResponse: (covers, { data }) =>
    covers.map((params) => ({
      params,
      response: { result: data.price, data: { result: data.price } },
    })),
})

const price = new PriceEndpoint({
  name: 'price',
  aliases: ['crypto'],
  transport,
  inputParameters: new InputParameters(priceEndpointInputParametersDefinition),
})

await expose(
  new PriceAdapter({
    name: 'PRICE-API',
    defaultEndpoint: 'price',
    endpoints: [price],
    config: new AdapterConfig({
      PRICE_URL: { description: 'Where the provider is.', type: 'string', required: true },
    }),
    rateLimiting: {
      tiers: { small: { rateLimit1m: 60 }, large: { rateLimit1s: 1_000 } },
    },
  }),
)
