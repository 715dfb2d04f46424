/** Longest request body that is read: above every Prepare. */
export const prepareBytesMax = 40_000

/** Connections to a peer. Each carries one packet at a time. */
export const connectionsMax = 128

/**
 * How long a reply is still listened for when the packet has expired: a fulfilment that comes too
 * late is owed all the same, and can only be booked if it is seen.
 */
export const lateReplyMs = 5_000

/** The longest that a request may take, whatever its packet's expiry. */
export const requestMsMax = 35_000

/** How long a connection to a peer may take to be made. */
export const connectMsMax = 10_000
