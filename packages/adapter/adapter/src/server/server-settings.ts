import type { TlsOptions } from '@kivuko/http'
import { Secret } from '@kivuko/log'
import type { SettledSettings } from '../settings/settle-settings.ts'
import type { AnswerTerms } from './served-adapter.ts'

/** Where a server listens, and what it lets through. */
export interface ServerSettings {
  readonly host: string
  /** `EA_PORT`; 0 takes a free one. */
  readonly port: number
  /** Undefined for plain HTTP. */
  readonly tls: TlsOptions | undefined
  /** `BASE_URL`: `/`, or a path before every route. */
  readonly baseUrl: string
  /** `METRICS_PORT`; undefined when metrics are off. */
  readonly metricsPort: number | undefined
  /** `METRICS_USE_BASE_URL`: metrics are under the base URL. */
  readonly metricsUseBaseUrl: boolean
  /** A longer body is answered 413. */
  readonly bodyBytesMax: number
  /** Whether `/status` answers: it shows every setting, though no secret. */
  readonly showStatus: boolean
  /** Whether `/debug/settings` answers. */
  readonly showSettings: boolean
  /** A request that takes longer is answered 504. */
  readonly answerMsMax: number
  /** What `/smoke` asks: a file of JSON, or one of JavaScript beside it. */
  readonly smokePayloadPath: string
  /** Whether the log and the answers have the id of a request, its `x-correlation-id`. */
  readonly correlationIds: boolean
  readonly bridge: BridgeSettings
}

/** What is agreed with Chainlink nodes beyond plain requests. */
export interface BridgeSettings {
  /** The bridge's outgoing token: requests must carry it, if it is set. */
  readonly outgoingToken: Secret | undefined
  /** The bridge's incoming token: callbacks carry it, if it is set. */
  readonly incomingToken: Secret | undefined
  /**
   * Origins (`https://node:6688`) that may be called back: whoever may send a request could make
   * the adapter call anything else. None: no request is answered `pending`.
   */
  readonly callbackOrigins: readonly string[]
  /** An asynchronous request that takes longer is answered `pending`, and called back. */
  readonly pendingAfterMs: number
}

/** A server's part of an adapter's settings. */
export function serverSettingsOf(framework: SettledSettings): ServerSettings {
  return {
    host: framework.host,
    port: framework.port,
    tls: tlsOf(framework),
    baseUrl: framework.baseUrl,
    metricsPort: framework.metricsEnabled ? framework.metricsPort : undefined,
    metricsUseBaseUrl: framework.metricsUseBaseUrl,
    bodyBytesMax: framework.bodyBytesMax,
    showStatus: framework.statusEnabled,
    showSettings: framework.debugEndpoints,
    answerMsMax: framework.answerWithinMs,
    smokePayloadPath: framework.smokePayloadPath,
    correlationIds: framework.correlationIdEnabled,
    bridge: {
      outgoingToken: framework.bridgeOutgoingToken,
      incomingToken: framework.bridgeIncomingToken,
      callbackOrigins: framework.callbackOrigins,
      pendingAfterMs: framework.pendingAfterMs,
    },
  }
}

/** How the settings want answers of the adapter of this name to look. */
export function answerTermsOf(framework: SettledSettings, name: string): AnswerTerms {
  return {
    metrics: framework.metricsEnabled,
    metricsName: framework.metricsName ?? name,
    feedIdJson: framework.feedIdJson,
    debug: framework.debug,
    proxyStatus: framework.proxyStatus,
  }
}

/** Keys and certificates are base64 of their PEM. */
function tlsOf(framework: SettledSettings): TlsOptions | undefined {
  const { tlsEnabled, mtlsEnabled, tlsPrivateKey, tlsPublicKey, tlsCa } = framework
  if (!tlsEnabled && !mtlsEnabled) return undefined
  if (tlsPrivateKey === undefined || tlsPublicKey === undefined) {
    throw new Error('TLS is on without a key or a certificate')
  }
  return {
    key: new Secret(pemOf(tlsPrivateKey.reveal())),
    passphrase: framework.tlsPassphrase,
    certificate: pemOf(tlsPublicKey),
    clientAuthority: mtlsEnabled && tlsCa !== undefined ? pemOf(tlsCa) : undefined,
  }
}

function pemOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
