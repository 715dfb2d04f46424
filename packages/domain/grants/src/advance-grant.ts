import type { GrantState } from './grant.ts'

/**
 * What can happen to a grant:
 *
 * | event     | from                | to                 |
 * |-----------|---------------------|--------------------|
 * | `ask`     | PROCESSING, PENDING | PENDING            |
 * | `approve` | PENDING, APPROVED   | APPROVED           |
 * | `reject`  | PENDING             | FINALIZED/REJECTED |
 * | `issue`   | APPROVED            | FINALIZED/ISSUED   |
 * | `revoke`  | all but REVOKED     | FINALIZED/REVOKED  |
 *
 * `ask` and `approve` may come again: a browser may load a page twice. A grant that nobody has to
 * be asked for begins where `issue` ends.
 */
export type GrantEvent = 'ask' | 'approve' | 'reject' | 'issue' | 'revoke'

/** The state after an event; undefined when the event has no place in this state. */
export function advanceGrant(state: GrantState, event: GrantEvent): GrantState | undefined {
  switch (event) {
    case 'ask':
      return isIn(state, 'PROCESSING', 'PENDING') ? { phase: 'PENDING' } : undefined
    case 'approve':
      return isIn(state, 'PENDING', 'APPROVED') ? { phase: 'APPROVED' } : undefined
    case 'reject':
      return isIn(state, 'PENDING') ? { phase: 'FINALIZED', reason: 'REJECTED' } : undefined
    case 'issue':
      return isIn(state, 'APPROVED') ? { phase: 'FINALIZED', reason: 'ISSUED' } : undefined
    case 'revoke':
      return isFinalized(state, 'REVOKED') ? undefined : { phase: 'FINALIZED', reason: 'REVOKED' }
  }
}

/** Whether a grant has come to this end. */
export function isFinalized(state: GrantState, reason: 'ISSUED' | 'REVOKED' | 'REJECTED'): boolean {
  return state.phase === 'FINALIZED' && state.reason === reason
}

function isIn(state: GrantState, ...phases: readonly GrantState['phase'][]): boolean {
  return phases.includes(state.phase)
}
