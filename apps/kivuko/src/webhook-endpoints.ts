import type { Directory, TenantId, TenantSettingKey } from '@kivuko/directory'
import type { HttpClient } from '@kivuko/http'
import type { WebhookEndpoint, WebhookEndpoints, WebhookSender } from '@kivuko/webhooks'
import type { BackendConfig } from './config.ts'

/** An answer to a webhook is only looked at for its status. */
const answerBytesMax = 65_536

/** Finds a tenant's webhook endpoint: its own settings, else the operator's. */
export function createWebhookEndpoints(
  directory: Directory,
  config: BackendConfig,
): WebhookEndpoints {
  const { webhookSecret: secret, webhookSignatureVersion: version } = config
  return {
    async endpoint(recipient): Promise<WebhookEndpoint> {
      // Recipients are tenants' ids: the outbox writes nothing else.
      const tenant = await directory.tenant(recipient as TenantId)
      const number = (key: TenantSettingKey, otherwise: number) =>
        Number(tenant?.settings[key]) || otherwise
      return {
        url: tenant?.settings.WEBHOOK_URL ?? config.webhookUrl,
        timeoutMs: number('WEBHOOK_TIMEOUT', config.webhookTimeoutMs),
        attemptsMax: number('WEBHOOK_MAX_RETRY', config.webhookAttemptsMax),
        ...(secret && { signature: { secret, version } }),
      }
    },
  }
}

/** Posts webhooks over HTTP. */
export function createWebhookSender(client: HttpClient): WebhookSender {
  return {
    post: ({ url, headers, body, timeoutMs }) =>
      client.request({
        method: 'POST',
        url,
        headers,
        body,
        timeoutMs,
        maxBodyBytes: answerBytesMax,
      }),
  }
}
