import type { Fee } from '@kivuko/directory'
import type { Fee as FeeNode } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** Writes a fee. */
export function feeNode({ createdAtMs, fixed, ...fee }: Fee): FeeNode {
  return { ...fee, fixed: fixed.toString(), createdAt: dateText(createdAtMs) }
}
