import { type LocalSendPorts, sendLocalPayment } from './send-local-payment.ts'
import { type RemoteSendPorts, sendRemotePayment } from './send-remote-payment.ts'
import type { HeldPayment } from './held-payments.ts'

/** One attempt to send a payment, by the way that it was quoted for. */
export async function sendPayment(
  ports: LocalSendPorts & RemoteSendPorts,
  held: HeldPayment,
): Promise<void> {
  const { record, owner } = held
  if (record.quote.method === 'local') await sendLocalPayment(ports, record, owner)
  else await sendRemotePayment(ports, held)
}
