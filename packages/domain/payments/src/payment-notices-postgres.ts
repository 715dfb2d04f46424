import type { Postgres } from '@kivuko/postgres'
import type { PaymentNotices } from './payment-notices.ts'

/**
 * The channel that processes tell each other on; its messages are an incoming payment's id or
 * `due`.
 */
const channel = 'payments'
const due = 'due'

/** Notices over the announcements of the database: after the transactions that they tell of. */
export async function createPostgresPaymentNotices(options: {
  postgres: Postgres
}): Promise<PaymentNotices> {
  const { postgres } = options
  const onChanged = new Set<(id: string | undefined) => void>()
  const onDue = new Set<() => void>()
  const tellChanged = (id: string | undefined): void => {
    for (const call of onChanged) call(id)
  }
  const tellDue = (): void => {
    for (const call of onDue) call()
  }
  const listening = await postgres.listen(channel, {
    onMessage: (message) => (message === due ? tellDue() : tellChanged(message)),
    onGap() {
      tellChanged(undefined)
      tellDue()
    },
  })
  return {
    incomingChanged: (id) => postgres.announce(channel, id),
    outgoingDue: () => postgres.announce(channel, due),
    onIncomingChanged: (call) => subscribe(onChanged, call),
    onOutgoingDue: (call) => subscribe(onDue, call),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  }
}

function subscribe<T>(set: Set<T>, call: T): Disposable {
  set.add(call)
  return { [Symbol.dispose]: () => void set.delete(call) }
}
