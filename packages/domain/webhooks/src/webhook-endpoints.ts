import type { Secret } from '@kivuko/log'

/** Where and how a recipient is told. */
export interface WebhookEndpoint {
  readonly url: string
  readonly timeoutMs: number
  /** Attempts before a delivery is given up as dead. */
  readonly attemptsMax: number
  /** Signs the `Rafiki-Signature` header; unsigned without it. */
  readonly signature?: { readonly secret: Secret; readonly version: number }
}

/** Finds a recipient's endpoint as it is set now; undefined when it has none. */
export interface WebhookEndpoints {
  endpoint(recipient: string): Promise<WebhookEndpoint | undefined>
}

/** The network, as far as webhooks need it. */
export interface WebhookSender {
  /** Posts and gives the status; throws when no answer came within the time. */
  post(request: {
    url: string
    headers: Readonly<Record<string, string>>
    body: string
    timeoutMs: number
  }): Promise<{ readonly status: number }>
}
