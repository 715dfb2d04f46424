/** Why a request cannot be served as it stands; nothing was asked of a provider for it. */
export interface InputRefusal {
  readonly ok: false
  /** 404 for an endpoint that is not there; 400 for everything else. */
  readonly statusCode: 400 | 404
  /** `error.name` of the answer. */
  readonly name: 'AdapterError'
  /** For people, naming the parameter as the definition does. */
  readonly message: string
}

/** The request is wrong. */
export function refuse(message: string): InputRefusal {
  return { ok: false, statusCode: 400, name: 'AdapterError', message }
}

/** The request asks for an endpoint that is not there. */
export function refuseUnknown(message: string): InputRefusal {
  return { ok: false, statusCode: 404, name: 'AdapterError', message }
}
