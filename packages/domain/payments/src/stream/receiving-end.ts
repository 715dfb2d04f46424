import type { LocalReceiver } from '@kivuko/connector'
import type { Directory } from '@kivuko/directory'
import type { IlpAddress } from '@kivuko/ilp'
import type { PostgresLedger } from '@kivuko/ledger'
import type { Log } from '@kivuko/log'
import type { CredentialIssuer } from '../incoming/incoming-payments.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import { createPartialDecisions, type PartialDecisionPorts } from './partial-decisions.ts'
import { createPaymentDestinations, type DestinationPorts } from './payment-destinations.ts'
import { createStreamIn } from './stream-in.ts'
import { createStreamServers } from './stream-servers.ts'
import type { StreamTotals } from './stream-totals.ts'

/** What receiving over STREAM needs. */
export interface ReceivingEndPorts
  extends Omit<PartialDecisionPorts, 'terms'>,
    Omit<DestinationPorts, 'store' | 'directory' | 'ledger'> {
  readonly directory: Directory
  readonly ledger: PostgresLedger
  readonly streamTotals: StreamTotals
  readonly ownAddress: IlpAddress
  readonly streamSecret: Uint8Array
  readonly settings: Pick<PaymentSettings, 'partialDecision'>
  readonly log: Log
}

/** The receiving end of STREAM: takes packets, and makes the credentials that they come by. */
export function createReceivingEnd(ports: ReceivingEndPorts): {
  readonly streamIn: LocalReceiver
  readonly credentials: CredentialIssuer
} {
  const servers = createStreamServers({ ...ports, serverSecret: ports.streamSecret })
  const terms = ports.settings.partialDecision
  const streamIn = createStreamIn({
    ...ports,
    servers,
    totals: ports.streamTotals,
    destinations: createPaymentDestinations(ports),
    ...(terms !== undefined && { decisions: createPartialDecisions({ ...ports, terms }) }),
  })
  const credentials: CredentialIssuer = {
    prepare: (tenantId) => servers.prepare(tenantId),
    issue: ({ tenantId, id, asset }) => servers.credentials(tenantId, { tag: id, asset }),
  }
  return { streamIn, credentials }
}
