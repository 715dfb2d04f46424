import type { Amount } from '@kivuko/money'
import type { Amount as AmountNode, AmountInput } from '../generated/admin-types.generated.ts'

/** An amount as the API writes it. */
export function amountNode({ value, code, scale }: Amount): AmountNode {
  return { value: value.toString(), assetCode: code, assetScale: scale }
}

/** The amount that a client wrote, if it wrote one. */
export function readAmount(input: AmountInput | null | undefined): Amount | undefined {
  if (input === null || input === undefined) return undefined
  return { value: input.value, code: input.assetCode, scale: input.assetScale }
}
