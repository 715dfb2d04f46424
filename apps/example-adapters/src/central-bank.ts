import { readFile } from 'node:fs/promises'
import { AdapterError, createAdapter, custom, endpoint, input, price, text } from '@kivuko/adapter'

const pair = input({
  base: text().symbol().default('EUR').oneOf('EUR').doc('The bank quotes against the euro.'),
  quote: text().symbol().aka('to').doc('What one euro is worth in.'),
})

/** One download has every currency: it answers for all that is wanted. */
const daily = custom(pair, {
  name: 'daily',
  env: {
    CENTRAL_BANK_URL: text()
      .url('https:', 'http:', 'file:')
      .default('https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml'),
  },
  batch: 1_000,
  result: price(),
  fetch: async (wanted, out, { env, request }) => {
    const url = new URL(env.CENTRAL_BANK_URL)
    const xml =
      url.protocol === 'file:'
        ? await readFile(url, 'utf8')
        : String((await request({ url }, { format: 'text' })).body)
    const { at, rates } = readDailyRates(xml)
    for (const params of wanted) {
      const rate = rates.get(params.quote)
      if (rate === undefined) out.missing(params, `The bank has no rate for ${params.quote}`)
      else out.value(params, rate, { at })
    }
  },
})

/** The reference rates of the European Central Bank, new on every working day at about 16:00. */
export const centralBank = createAdapter({
  name: 'central-bank',
  endpoints: {
    rate: endpoint({
      input: pair,
      sources: [daily],
      aka: ['forex'],
      freshFor: '10m',
      serveStaleFor: '2h',
    }),
  },
})

const document = /^\s*(?:<\?xml[^>]*\?>)?\s*<gesmes:Envelope[\s>][\s\S]*<\/gesmes:Envelope>\s*$/
const day = /<Cube\s+time=(['"])(\d{4}-\d{2}-\d{2})\1\s*>/g
const line = /<Cube\s+currency=(['"])([A-Z]{3})\1\s+rate=(['"])(\d+(?:\.\d+)?)\3\s*\/>/g

/** Reads the one form that the bank writes; anything else is refused, not guessed at. */
function readDailyRates(xml: string) {
  const [only, ...more] = Array.from(xml.matchAll(day), (match) => match[2])
  const lines = Array.from(xml.matchAll(line), (match) => [match[2] ?? '', match[4]] as const)
  const rates = new Map(lines)
  const marked = xml.match(/<Cube\s+currency/g)?.length ?? 0
  const isWhole = rates.size > 0 && rates.size === marked
  if (!document.test(xml) || only === undefined || more.length > 0 || !isWhole) {
    throw new AdapterError("The answer is not the bank's daily rates", { statusCode: 502 })
  }
  // The rates of a day are set at 14:15 in Frankfurt and told at about 16:00.
  return { at: `${only}T15:00:00Z`, rates }
}
