import type { Log } from '@kivuko/log'
import type { Books } from '../books/books.ts'
import type { NodePayments } from '../node/node-payments.ts'

/** What events are handled with. */
export interface EventParts {
  readonly books: Books
  readonly payments: NodePayments
  readonly log: Log
}
