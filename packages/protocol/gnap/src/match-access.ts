import { isDeepStrictEqual } from 'node:util'

import { isSameWalletAddress } from '@kivuko/open-payments'

import type { AccessAction, AccessItem } from './access.ts'

/**
 * The granted items that let a resource server do what it wants, one for each wanted item;
 * undefined when one of them is not granted.
 */
export function matchAccess(
  granted: readonly AccessItem[],
  wanted: readonly AccessItem[],
): readonly AccessItem[] | undefined {
  const matches: AccessItem[] = []
  for (const want of wanted) {
    const match = granted.find((item) => covers(item, want))
    if (!match) return undefined
    matches.push(match)
  }
  return matches
}

/** Whether granted actions include one: `read-all` includes `read`, `list-all` includes `list`. */
export function allowsAction(granted: readonly AccessAction[], wanted: AccessAction): boolean {
  if (granted.includes(wanted)) return true
  if (wanted === 'read') return granted.includes('read-all')
  return wanted === 'list' && granted.includes('list-all')
}

function covers(granted: AccessItem, wanted: AccessItem): boolean {
  return (
    granted.type === wanted.type &&
    wanted.actions.every((action) => allowsAction(granted.actions, action)) &&
    coversIdentifier(granted.identifier, wanted.identifier) &&
    (wanted.limits === undefined || isDeepStrictEqual(granted.limits, wanted.limits))
  )
}

/** An item without an identifier is for any wallet address of the resource server. */
function coversIdentifier(granted: string | undefined, wanted: string | undefined): boolean {
  if (granted === undefined || wanted === undefined || granted === wanted) return true
  return isSameWalletAddress(granted, wanted)
}
