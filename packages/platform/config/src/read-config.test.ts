import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Secret } from '@kivuko/log'
import { describeConfig } from './describe-config.ts'
import { base64Secret, boolean, integer, port, secretText, text, url, urlList } from './parsers.ts'
import { ConfigError, type ConfigProblem, type ConfigSchema, readConfig } from './read-config.ts'
import { defaulted, optional, required } from './setting.ts'

const schema = {
  adminPort: defaulted({
    env: 'ADMIN_PORT',
    type: port(),
    default: '3001',
    doc: 'Where the admin API listens.',
  }),
  connectorUrl: required({
    env: ['ILP_CONNECTOR_URL', 'ILP_CONNECTOR_ADDRESS'],
    type: url(),
    doc: 'Where peers reach the connector.',
  }),
  ratesUrl: optional({ env: 'EXCHANGE_RATES_URL', type: url(), doc: 'Where rates come from.' }),
  apiSecret: required({ env: 'ADMIN_API_SECRET', type: secretText(), doc: 'Signs admin calls.' }),
} as const

const enough = { ILP_CONNECTOR_URL: 'http://a/', ADMIN_API_SECRET: 'hush' }

function problemsOf(
  withSchema: ConfigSchema,
  env: Record<string, string | undefined>,
): readonly ConfigProblem[] {
  try {
    readConfig(withSchema, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  assert.fail('The configuration was read')
}

test('gives every value under its name in the program, with its own type', () => {
  const { config, warnings } = readConfig(schema, { ...enough, ADMIN_PORT: '4001' })
  const adminPort: number = config.adminPort
  const ratesUrl: string | undefined = config.ratesUrl
  const apiSecret: Secret = config.apiSecret
  assert.deepEqual([adminPort, config.connectorUrl, ratesUrl], [4001, 'http://a/', undefined])
  assert.equal(apiSecret.reveal(), 'hush')
  assert.deepEqual(warnings, [])
})

test('an empty variable is the same as none', () => {
  const { config } = readConfig(schema, { ...enough, ADMIN_PORT: '', EXCHANGE_RATES_URL: '' })
  assert.equal(config.adminPort, 3001)
  assert.equal(config.ratesUrl, undefined)
  assert.match(problemsOf(schema, { ...enough, ADMIN_API_SECRET: '' })[0]?.message ?? '', /not set/)
})

test('reports everything that is wrong at once, by variable', () => {
  const problems = problemsOf(schema, { ADMIN_PORT: '70000', EXCHANGE_RATES_URL: 'rates' })
  assert.deepEqual(problems, [
    { variable: 'ADMIN_PORT', message: 'ADMIN_PORT is "70000": expected a port (0 to 65535)' },
    {
      variable: 'ILP_CONNECTOR_URL',
      message: 'ILP_CONNECTOR_URL is not set: expected an absolute URL of http or https',
    },
    {
      variable: 'EXCHANGE_RATES_URL',
      message: 'EXCHANGE_RATES_URL is "rates": expected an absolute URL of http or https',
    },
    {
      variable: 'ADMIN_API_SECRET',
      message: 'ADMIN_API_SECRET is not set: expected a text',
    },
  ])
  const { message } = new ConfigError(problems)
  for (const problem of problems) assert.ok(message.includes(problem.message))
})

test('an old name still works, with a warning', () => {
  const { config, warnings } = readConfig(schema, {
    ILP_CONNECTOR_ADDRESS: 'http://old/',
    ADMIN_API_SECRET: 'hush',
  })
  assert.equal(config.connectorUrl, 'http://old/')
  assert.deepEqual(warnings, ['ILP_CONNECTOR_ADDRESS is an old name: use ILP_CONNECTOR_URL'])
})

test('both names with the same value work; with different ones they are an error', () => {
  const same = { ...enough, ILP_CONNECTOR_ADDRESS: 'http://a/' }
  const { config, warnings } = readConfig(schema, same)
  assert.equal(config.connectorUrl, 'http://a/')
  assert.equal(warnings.length, 1)
  assert.deepEqual(problemsOf(schema, { ...enough, ILP_CONNECTOR_ADDRESS: 'http://b/' }), [
    {
      variable: 'ILP_CONNECTOR_URL',
      message:
        'ILP_CONNECTOR_URL and ILP_CONNECTOR_ADDRESS, an old name of it, have different values',
    },
  ])
  assert.equal(readConfig(schema, { ...same, ILP_CONNECTOR_ADDRESS: '' }).warnings.length, 0)
})

test('a wrong value under an old name is reported under both names', () => {
  const [problem] = problemsOf(schema, { ADMIN_API_SECRET: 'x', ILP_CONNECTOR_ADDRESS: 'nowhere' })
  assert.match(
    problem?.message ?? '',
    /^ILP_CONNECTOR_URL is "nowhere" \(set as ILP_CONNECTOR_ADDRESS\): expected/,
  )
})

test('never shows a secret, wrong or in conflict', () => {
  const secrets = {
    stream: required({
      env: ['STREAM_SECRET', 'OLD_SECRET'],
      type: base64Secret(32),
      doc: 'Derives the secrets of payments.',
    }),
  }
  for (const env of [
    { STREAM_SECRET: 'hush' },
    { OLD_SECRET: 'hush' },
    { STREAM_SECRET: 'hush', OLD_SECRET: 'hush hush' },
  ]) {
    const [problem] = problemsOf(secrets, env)
    assert.match(problem?.message ?? '', /^STREAM_SECRET /)
    assert.doesNotMatch(JSON.stringify(problem), /hush/)
  }
  assert.equal(
    problemsOf(secrets, { STREAM_SECRET: 'hush' })[0]?.message,
    'STREAM_SECRET is wrong: expected base64 of 32 bytes',
  )
})

test('cuts long values in messages', () => {
  const [problem] = problemsOf(schema, { ...enough, ADMIN_PORT: 'x'.repeat(5_000) })
  assert.ok((problem?.message.length ?? 5_000) < 200)
})

test('rules see the values when each by itself is right', () => {
  const workers = {
    use: defaulted({ env: 'USE_TB', type: boolean(), default: 'false', doc: 'Whether.' }),
    addresses: defaulted({ env: 'TB_ADDRESSES', type: urlList(), default: '', doc: 'Where.' }),
  }
  const rule = ({ use, addresses }: { use: boolean; addresses: readonly string[] }) =>
    use && addresses.length === 0
      ? [{ variable: 'TB_ADDRESSES', message: 'TB_ADDRESSES is needed with USE_TB=true' }]
      : []
  assert.deepEqual(readConfig(workers, {}, rule).config, { use: false, addresses: [] })
  assert.throws(() => readConfig(workers, { USE_TB: 'true' }, rule), {
    name: 'ConfigError',
    message: /TB_ADDRESSES is needed with USE_TB=true/,
  })
})

test('a default that cannot be read is a mistake in the program', () => {
  const definition = { env: 'WORKERS', type: integer({ min: 1 }), default: '0', doc: 'How many.' }
  assert.throws(() => defaulted(definition), /The default of WORKERS/)
})

test('describes itself for the documentation', () => {
  const { adminPort, connectorUrl, apiSecret } = schema
  assert.deepEqual(describeConfig({ adminPort, connectorUrl, apiSecret }), [
    {
      name: 'ADMIN_PORT',
      oldNames: [],
      required: false,
      default: '3001',
      expected: 'a port (0 to 65535)',
      secret: false,
      doc: 'Where the admin API listens.',
    },
    {
      name: 'ILP_CONNECTOR_URL',
      oldNames: ['ILP_CONNECTOR_ADDRESS'],
      required: true,
      default: undefined,
      expected: 'an absolute URL of http or https',
      secret: false,
      doc: 'Where peers reach the connector.',
    },
    {
      name: 'ADMIN_API_SECRET',
      oldNames: [],
      required: true,
      default: undefined,
      expected: 'a text',
      secret: true,
      doc: 'Signs admin calls.',
    },
  ])
})

test('an optional text can be left out', () => {
  const optionalText = { page: optional({ env: 'PAGE', type: text(), doc: 'Which page.' }) }
  assert.deepEqual(readConfig(optionalText, {}).config, { page: undefined })
  assert.deepEqual(readConfig(optionalText, { PAGE: ' a ' }).config, { page: ' a ' })
})
