import { scopeOf } from '../client-scope.ts'
import { answerPage, findPage, type PageSubject } from '../page-of-wallet-address.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { writeIncomingPayment } from '../write-resources.ts'

/** `GET /:tenantId/incoming-payments`: a page of a wallet address's, newest first. */
export const listIncomingPayments = protectedEndpoint<PageSubject>({
  operation: 'list-incoming-payments',
  access: { type: 'incoming-payment', action: 'list' },
  find: findPage,
  async answer({ api, tenantId, holder, wallet, subject }) {
    const client = scopeOf(holder, 'list')
    const of = { tenantId, walletAddressId: wallet.id, ...(client !== undefined && { client }) }
    return await answerPage(
      subject,
      (page) => api.payments.incoming.list({ ...page, ...of }),
      (payment) => writeIncomingPayment(api.settings, payment, wallet),
    )
  },
})
