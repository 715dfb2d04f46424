/*
 * ILP addresses (RFC 15): a scheme and at least one segment, joined by dots, case-sensitive, ASCII,
 * at most 1,023 characters. Segments are one or more of A-Z a-z 0-9 _ ~ -.
 */
import { IlpCodecError } from './ilp-codec-error.ts'

declare const ilpAddress: unique symbol

/** A whole, valid ILP address (RFC 15). */
export type IlpAddress = string & { readonly [ilpAddress]: true }

/** Characters of the longest address. */
export const addressLengthMax = 1023

/** Says whether `text` is a whole address. */
export function isIlpAddress(text: string): text is IlpAddress {
  return text.length <= addressLengthMax && addressPattern.test(text)
}

/** Takes text for an address; throws `IlpCodecError` when it is none. */
export function parseIlpAddress(text: string): IlpAddress {
  if (!isIlpAddress(text)) throw new IlpCodecError('not an ILP address')
  return text
}

/**
 * Says whether `text` can stand in a routing table: an address, or a scheme alone; never a final
 * dot.
 */
export function isIlpAddressPrefix(text: string): boolean {
  return text.length <= addressLengthMax && prefixPattern.test(text)
}

const schemes = 'g|private|example|peer|self|test[123]?|local'
const addressPattern = new RegExp(`^(?:${schemes})(?:\\.[A-Za-z0-9_~-]+)+$`)
const prefixPattern = new RegExp(`^(?:${schemes})(?:\\.[A-Za-z0-9_~-]+)*$`)
