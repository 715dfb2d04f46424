import type { AccessItem } from '@kivuko/gnap'

/** For what the user is asked beside outgoing payments, where nobody may go unasked. */
export interface InteractionSettings {
  readonly incomingPaymentInteraction: boolean
  readonly quoteInteraction: boolean
  readonly listAllAccessInteraction: boolean
}

/** Whether the user has to be asked for this access. */
export function needsInteraction(
  access: readonly AccessItem[],
  settings: InteractionSettings,
): boolean {
  return access.some((item) => {
    switch (item.type) {
      case 'outgoing-payment':
        return true
      case 'quote':
        return settings.quoteInteraction
      case 'incoming-payment':
        return (
          settings.incomingPaymentInteraction ||
          (settings.listAllAccessInteraction && item.actions.includes('list-all'))
        )
    }
  })
}
