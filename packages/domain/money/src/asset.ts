/** A kind of money: a currency code and how many decimal places its smallest unit has. */
export interface AssetUnit {
  /** By convention upper case: `USD`, `EUR`, `XRP`. */
  readonly code: string
  /** Decimal places of the smallest unit: 0 to 255. */
  readonly scale: number
}

/** An amount of one asset, in its smallest unit: 0 to 2^64 - 1. */
export interface Amount extends AssetUnit {
  readonly value: bigint
}
