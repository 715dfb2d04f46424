import type { TextFilter } from '@kivuko/payments'
import type { FilterString, InputMaybe } from './generated/admin-types.generated.ts'
import { given } from './given.ts'

/** Reads a filter that a client may leave out, as may be each of its lists. */
export function readFilter(filter: InputMaybe<FilterString> | undefined): TextFilter | undefined {
  if (filter === null || filter === undefined) return undefined
  return given({ in: filter.in, notIn: filter.notIn })
}
