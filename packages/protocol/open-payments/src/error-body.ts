/** The body of every refusal of an Open Payments resource server. */
export interface OpenPaymentsErrorBody {
  readonly error: {
    /** The HTTP status, as text. */
    readonly code: string
    readonly description: string
    readonly details?: Readonly<Record<string, unknown>>
  }
}

/** Makes the body that goes with a status. */
export function errorBody(
  status: number,
  description: string,
  details?: Readonly<Record<string, unknown>>,
): OpenPaymentsErrorBody {
  return { error: { code: String(status), description, ...(details ? { details } : {}) } }
}
