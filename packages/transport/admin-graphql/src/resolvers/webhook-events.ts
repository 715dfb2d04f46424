import { type Page, type PageQuery, pageSizeDefault } from '@kivuko/postgres'
import type { EventQuery, WebhookEvent, WebhookEventType } from '@kivuko/webhooks'
import type { AdminPorts } from '../admin-ports.ts'
import { listedTenant } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { FilterString, InputMaybe } from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { webhookEventNode } from '../nodes/webhook-event-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'webhooks' | 'directory'>

/** Events that go to the card service: an ASE sees them when it asks for them. */
const cardEvents: readonly WebhookEventType[] = [
  'outgoing_payment.funded',
  'outgoing_payment.cancelled',
]

/** Lists the events that were or will be told to ASEs. */
export function webhookEventResolvers(ports: Ports) {
  return {
    Query: {
      async webhookEvents(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        const wanted = given({ ...readTypes(args.filter?.type), tenantId })
        return connection(await readPage(ports, wanted, readPageArguments(args)), webhookEventNode)
      },
    },
    WebhookEvent: { tenant: tenantOf(ports) },
  } satisfies Resolvers
}

type Wanted = Pick<EventQuery, 'tenantId' | 'types' | 'typesNot'>

function readTypes(filter: InputMaybe<FilterString> | undefined) {
  const types = filter?.in
  const typesNot = filter?.notIn ?? []
  return { types, typesNot: types ? typesNot : [...typesNot, ...cardEvents] }
}

/** A page backward is the list the other way round, turned again. */
async function readPage(
  { webhooks }: Ports,
  wanted: Wanted,
  page: PageQuery,
): Promise<Page<WebhookEvent>> {
  const isBackward = page.last !== undefined
  const size = page.last ?? page.first ?? pageSizeDefault
  const after = isBackward ? page.before : page.after
  const ascending = (page.ascending ?? false) !== isBackward
  const events = await webhooks.events(given({ ...wanted, after, ascending, limit: size + 1 }))
  const items = events.slice(0, size)
  const isMore = events.length > size
  return isBackward
    ? { items: items.toReversed(), hasNextPage: true, hasPreviousPage: isMore }
    : { items, hasNextPage: isMore, hasPreviousPage: after !== undefined }
}
