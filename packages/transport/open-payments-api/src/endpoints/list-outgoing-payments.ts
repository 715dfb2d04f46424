import { scopeOf } from '../client-scope.ts'
import { answerPage, findPage, type PageSubject } from '../page-of-wallet-address.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { writeOutgoingPayment } from '../write-resources.ts'

/** `GET /:tenantId/outgoing-payments`: a page of a wallet address's, newest first. */
export const listOutgoingPayments = protectedEndpoint<PageSubject>({
  operation: 'list-outgoing-payments',
  access: { type: 'outgoing-payment', action: 'list' },
  find: findPage,
  async answer({ api, tenantId, holder, wallet, subject }) {
    const client = scopeOf(holder, 'list')
    const of = {
      tenantId,
      walletAddressId: { in: [wallet.id] },
      ...(client !== undefined && { client }),
    }
    return await answerPage(
      subject,
      (page) => api.payments.outgoing.list({ ...page, ...of }),
      (payment) => writeOutgoingPayment(api.settings, payment, wallet),
    )
  },
})
