/*
 * ILP timestamps (RFC 27, RFC 30): 17 ASCII digits `YYYYMMDDhhmmssSSS`, always UTC. Midnight is
 * 00:00 of the new day; hour 24, second 60 and days that a month does not have are refused.
 *
 * Packets of one moment expire in one of few minutes, so what the 12 digits of a minute mean is
 * remembered, in both directions, in tables of fixed size.
 */
import { IlpCodecError } from './ilp-codec-error.ts'

/** Bytes of a timestamp. */
export const timestampLength = 17

/** Reads the timestamp at `offset` as milliseconds since the epoch. */
export function readTimestamp(bytes: Uint8Array, offset: number): number {
  const minute = readDigits(bytes, offset, 12)
  const second = readDigits(bytes, offset + 12, 2)
  if (second > 59) throw new IlpCodecError('second out of range')
  return minuteStart(minute) + second * 1000 + readDigits(bytes, offset + 14, 3)
}

/** Writes the timestamp of `epochMs` (whole milliseconds, years 0 to 9999) at `offset`. */
export function writeTimestamp(bytes: Uint8Array, offset: number, epochMs: number): void {
  if (!(epochMs >= epochMsMin && epochMs <= epochMsMax && Number.isInteger(epochMs))) {
    throw new RangeError('no ILP timestamp for this time')
  }
  const minute = Math.floor(epochMs / msPerMinute)
  writeDigits(bytes, { offset, value: minuteDigits(minute), count: 12 })
  writeDigits(bytes, { offset: offset + 12, value: epochMs - minute * msPerMinute, count: 5 })
}

/** Reads a timestamp given as text. */
export function parseTimestamp(text: string): number {
  if (text.length !== timestampLength) throw new IlpCodecError('timestamp of a wrong length')
  return readTimestamp(Buffer.from(text, 'latin1'), 0)
}

/** The timestamp of `epochMs` (whole milliseconds, years 0 to 9999) as text. */
export function formatTimestamp(epochMs: number): string {
  const bytes = Buffer.allocUnsafe(timestampLength)
  writeTimestamp(bytes, 0, epochMs)
  return bytes.toString('latin1')
}

const msPerMinute = 60_000
const msPerDay = 86_400_000

/** The first moment that 17 digits can name: years have four of them. */
const epochMsMin = daysFromCivil({ year: 0, month: 1, day: 1 }) * msPerDay

/** The last one. */
const epochMsMax = daysFromCivil({ year: 10_000, month: 1, day: 1 }) * msPerDay - 1

/** Slots of each table; a minute's slot is its number modulo this. */
const rememberedMinutes = 64
const knownDigits = new Float64Array(rememberedMinutes).fill(Number.NaN)
const knownStarts = new Float64Array(rememberedMinutes)
const knownMinutes = new Float64Array(rememberedMinutes).fill(Number.NaN)
const knownMinuteDigits = new Float64Array(rememberedMinutes)

function minuteStart(digits: number): number {
  const slot = digits % rememberedMinutes
  if (knownDigits[slot] !== digits) {
    knownStarts[slot] = computeMinuteStart(digits)
    knownDigits[slot] = digits
  }
  return knownStarts[slot] ?? Number.NaN
}

function computeMinuteStart(digits: number): number {
  const minute = digits % 100
  const hour = Math.floor(digits / 100) % 100
  const day = Math.floor(digits / 10_000) % 100
  const month = Math.floor(digits / 1_000_000) % 100
  const year = Math.floor(digits / 100_000_000)
  if (minute > 59 || hour > 23) throw new IlpCodecError('time of day out of range')
  if (month < 1 || month > 12) throw new IlpCodecError('month out of range')
  if (day < 1 || day > daysInMonth(year, month)) throw new IlpCodecError('day out of range')
  return daysFromCivil({ year, month, day }) * msPerDay + (hour * 60 + minute) * msPerMinute
}

function minuteDigits(minute: number): number {
  const slot = ((minute % rememberedMinutes) + rememberedMinutes) % rememberedMinutes
  if (knownMinutes[slot] !== minute) {
    knownMinuteDigits[slot] = computeMinuteDigits(minute)
    knownMinutes[slot] = minute
  }
  return knownMinuteDigits[slot] ?? Number.NaN
}

function computeMinuteDigits(minute: number): number {
  const date = new Date(minute * msPerMinute)
  const days = (date.getUTCFullYear() * 100 + date.getUTCMonth() + 1) * 100 + date.getUTCDate()
  return (days * 100 + date.getUTCHours()) * 100 + date.getUTCMinutes()
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 }
  return daysFromCivil({ ...next, day: 1 }) - daysFromCivil({ year, month, day: 1 })
}

/** Days since the epoch; `Date.UTC` reads the years 0 to 99 as 1900 to 1999, hence the setter. */
function daysFromCivil(date: { year: number; month: number; day: number }): number {
  return new Date(0).setUTCFullYear(date.year, date.month - 1, date.day) / msPerDay
}

function readDigits(bytes: Uint8Array, offset: number, count: number): number {
  let value = 0
  for (let at = offset; at < offset + count; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) throw new IlpCodecError('timestamp with something not a digit')
    value = value * 10 + digit
  }
  return value
}

function writeDigits(
  bytes: Uint8Array,
  number: { readonly offset: number; readonly value: number; readonly count: number },
): void {
  let rest = number.value
  for (let at = number.offset + number.count - 1; at >= number.offset; at -= 1) {
    const higher = Math.floor(rest / 10)
    bytes[at] = 0x30 + rest - higher * 10
    rest = higher
  }
}
