import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'

/** What is logged and counted of the resource server, beyond what every server counts. */
export interface ResourceEvents {
  introspectionFailed(err: unknown): void
  walletAddressAskedFor(url: string): void
  responseInvalid(answer: { readonly operation: string; readonly complaint: string }): void
}

/** Makes the events. */
export function createResourceEvents({
  log,
  metrics,
}: {
  log: Log
  metrics: Metrics
}): ResourceEvents {
  const introspectionFailures = metrics.counter({
    name: 'kivuko_open_payments_introspection_failures_total',
    help: 'Tokens that the authorization server could not be asked about.',
  })
  const askedFor = metrics.counter({
    name: 'kivuko_open_payments_absent_wallet_addresses_total',
    help: 'Times that an ASE was asked for a wallet address that does not exist.',
  })
  return {
    introspectionFailed(err) {
      introspectionFailures.add()
      log.warn('a token cannot be checked', { err })
    },
    walletAddressAskedFor(url) {
      askedFor.add()
      log.debug('an absent wallet address is asked for', { url })
    },
    responseInvalid: (answer) => log.error('an answer is not as OpenAPI has it', answer),
  }
}
