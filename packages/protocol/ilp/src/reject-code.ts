/** The reject codes of ILPv4 with their names (RFC 27, error codes). */
export const rejectCodes = {
  F00: 'bad request',
  F01: 'invalid packet',
  F02: 'unreachable',
  F03: 'invalid amount',
  F04: 'insufficient destination amount',
  F05: 'wrong condition',
  F06: 'unexpected payment',
  F07: 'cannot receive',
  F08: 'amount too large',
  F99: 'application error',
  T00: 'internal error',
  T01: 'peer unreachable',
  T02: 'peer busy',
  T03: 'connector busy',
  T04: 'insufficient liquidity',
  T05: 'rate limited',
  T99: 'temporary application error',
  R00: 'transfer timed out',
  R01: 'insufficient source amount',
  R02: 'insufficient timeout',
  R99: 'relative application error',
} as const

/** A reject code that RFC 27 defines, and so one that this node may raise. */
export type RejectCode = keyof typeof rejectCodes

/**
 * What a sender may do: `final` = don't repeat, `temporary` = the same packet may pass later,
 * `relative` = with another amount or more time it may pass.
 */
export type RejectClass = 'final' | 'temporary' | 'relative'

/** Says whether a code, which another node may have made up, is one that RFC 27 defines. */
export function isRejectCode(code: string): code is RejectCode {
  return Object.hasOwn(rejectCodes, code)
}

/** The class of a code by its letter. A letter outside of F, T and R counts as final. */
export function rejectClass(code: string): RejectClass {
  if (code.startsWith('T')) return 'temporary'
  return code.startsWith('R') ? 'relative' : 'final'
}
