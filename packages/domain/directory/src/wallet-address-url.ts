import { normalizeWalletAddressUrl } from '@kivuko/open-payments'
import { type Refused, refuse } from './refused.ts'

/** Path segments that the Open Payments resources use. */
const reservedSegments = ['incoming-payments', 'quotes', 'outgoing-payments']

/**
 * Gives the URL of a wallet address in its one form, from a full https URL or a path below
 * `prefix`. The prefix counts by whole path segments: `…/ab` does not lie under `…/a`.
 */
export function walletAddressUrl(
  address: string,
  prefix: string | undefined,
): string | Refused<'InvalidUrl'> {
  const base = prefix?.toLowerCase().replace(/\/+$/, '')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase()
  const isUrl = scheme === 'https'
  if (!isUrl && scheme !== undefined) {
    return refuse('InvalidUrl', 'address must be an https URL')
  }
  if (!isUrl && base === undefined) return refuse('InvalidUrl', 'address must be a full https URL')
  const full = isUrl ? address : `${base}/${address.replace(/^\/+/, '')}`
  const path = URL.parse(full)?.pathname.replace(/\/+$/, '')
  const url = normalizeWalletAddressUrl(full)
  if (url === undefined || path === undefined) {
    return refuse('InvalidUrl', 'address must be an https URL without query, fragment or user')
  }
  if (path === '') return refuse('InvalidUrl', 'address must have a path')
  if (
    path
      .toLowerCase()
      .split('/')
      .some((segment) => reservedSegments.includes(segment))
  ) {
    return refuse('InvalidUrl', `address may not contain ${reservedSegments.join(', ')}`)
  }
  return base === undefined || url.startsWith(`${base.replace(/^http:/, 'https:')}/`)
    ? url
    : refuse('InvalidUrl', `address must lie under ${base}`)
}
