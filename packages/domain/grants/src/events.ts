import type { Log } from '@kivuko/log'
import type { Counter, Metrics } from '@kivuko/metrics'

import type { Grant } from './grant.ts'

/** What is logged and counted of grants: one call for each business event. No secret goes in. */
export interface GrantEvents {
  requested(grant: Grant): void
  refused(refusal: string): void
  decided(grant: Grant, decision: 'APPROVED' | 'DENIED'): void
  finished(grant: Grant): void
  continued(grant: Grant): void
  revoked(grantId: string): void
  tokenRotated(grantId: string): void
  tokenRevoked(grantId: string): void
  introspected(active: boolean): void
  cleanedUp(deleted: { readonly tokens: number; readonly grants: number }): void
}

/** Makes the events. */
export function createGrantEvents(options: {
  readonly log: Log
  readonly metrics: Metrics
}): GrantEvents {
  const { log, metrics } = options
  const count = createCounters(metrics)
  return {
    requested: (grant) => {
      const asks = grant.interaction !== undefined
      count.requests(asks ? 'interactive' : 'issued')
      log.debug('grant requested', { grantId: grant.id, tenantId: grant.tenantId, asks })
    },
    refused: (refusal) => count.requests(refusal),
    decided: (grant, decision) => {
      count.decisions(decision)
      log.debug('user decided on grant', { grantId: grant.id, decision })
    },
    finished: (grant) => log.debug('user sent back to client', { grantId: grant.id }),
    continued: (grant) => {
      count.tokens('issued')
      log.debug('grant continued', { grantId: grant.id })
    },
    revoked: (grantId) => {
      count.tokens('grant revoked')
      log.info('grant revoked', { grantId })
    },
    tokenRotated: (grantId) => {
      count.tokens('rotated')
      log.debug('token rotated', { grantId })
    },
    tokenRevoked: (grantId) => {
      count.tokens('revoked')
      log.debug('token revoked', { grantId })
    },
    introspected: (active) => count.introspections(active ? 'active' : 'inactive'),
    cleanedUp: (deleted) => log.debug('expired tokens and grants deleted', deleted),
  }
}

function createCounters(metrics: Metrics) {
  const counting = (name: string, help: string) => {
    const counters = new Map<string, Counter>()
    return (result: string): void => {
      const counter = counters.get(result) ?? metrics.counter({ name, help, labels: { result } })
      counters.set(result, counter)
      counter.add()
    }
  }
  return {
    requests: counting('kivuko_grant_requests_total', 'Grant requests, by what became of them.'),
    decisions: counting('kivuko_grant_decisions_total', 'Decisions of users on grants.'),
    tokens: counting('kivuko_grant_token_changes_total', 'Tokens and grants that changed, by how.'),
    introspections: counting('kivuko_grant_introspections_total', 'Tokens asked about.'),
  }
}
