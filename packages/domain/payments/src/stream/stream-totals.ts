/**
 * What STREAM connections have received, for their receipts (RFC 39). Totals last ten minutes after
 * the last packet: as long as senders keep a connection.
 */
export interface StreamTotals {
  /** Adds; gives the connection's total with it. */
  add(connectionId: string, amount: bigint): Promise<bigint>
}

/** How long a total is kept after the last packet. */
export const streamTotalMs = 600_000
