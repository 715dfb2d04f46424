import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../settings/read-settings.ts'
import { answerTermsOf, serverSettingsOf } from './server-settings.ts'

const definition = { name: 'acme', endpoints: {} }

function framework(env: Readonly<Record<string, string>>) {
  return readSettings(definition, env).settings.framework
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

test('without any setting: plain HTTP on 8080, metrics on 9080, nobody called back', () => {
  const settings = serverSettingsOf(framework({}))
  const { baseUrl, metricsPort, port, tls } = settings
  assert.deepEqual([port, baseUrl, metricsPort, tls], [8080, '/', 9080, undefined])
  assert.deepEqual(settings.bridge.callbackOrigins, [])
  assert.ok(settings.answerMsMax < 15_000)
  assert.deepEqual(answerTermsOf(framework({}), 'acme'), {
    metrics: true,
    metricsName: 'acme',
    feedIdJson: false,
    debug: false,
    proxyStatus: true,
  })
})

test('either switch of metrics switches their port and their part of answers off', () => {
  for (const name of ['METRICS_ENABLED', 'EXPERIMENTAL_METRICS_ENABLED']) {
    const settings = framework({ [name]: 'false' })
    assert.equal(serverSettingsOf(settings).metricsPort, undefined)
    assert.equal(answerTermsOf(settings, 'acme').metrics, false)
  }
})

test('keys and certificates are base64 of their PEM, and clients need one with MTLS only', () => {
  const env = {
    TLS_PRIVATE_KEY: base64('the key'),
    TLS_PUBLIC_KEY: base64('the certificate'),
    TLS_CA: base64('the authority'),
    TLS_PASSPHRASE: 'open up',
  }
  assert.equal(serverSettingsOf(framework(env)).tls, undefined)
  const tls = serverSettingsOf(framework({ ...env, TLS_ENABLED: 'true' })).tls
  assert.equal(tls?.key.reveal(), 'the key')
  assert.equal(tls?.passphrase?.reveal(), 'open up')
  assert.equal(tls?.certificate, 'the certificate')
  assert.equal(tls?.clientAuthority, undefined)
  const mutual = serverSettingsOf(framework({ ...env, MTLS_ENABLED: 'true' })).tls
  assert.equal(mutual?.clientAuthority, 'the authority')
})
