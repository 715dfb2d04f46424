import type { RawData } from 'ws'
import { assertRevealed, jsonWithSecrets } from './http-ask.ts'
import type { Frame } from './socket-spec.ts'

/** What is sent for a frame. Throws when a secret was put into a text. */
export function encodedFrame(frame: Frame): string | Uint8Array {
  if (frame instanceof Uint8Array) return frame
  const text = typeof frame === 'string' ? frame : jsonWithSecrets(frame)
  assertRevealed(text)
  return text
}

/** A message in the format that the source asks for; undefined for a text that is no JSON. */
export function decodedFrame(
  data: RawData,
  isBinary: boolean,
  format: 'json' | 'text' | 'bytes',
): unknown {
  if (format === 'bytes') return frameBytes(data)
  const text = frameText(data)
  if (format === 'text') return text
  try {
    return JSON.parse(text)
  } catch (error) {
    if (isBinary) throw error
    // A heartbeat such as `pong`, most often.
    return undefined
  }
}

/** The text of a message. */
export function frameText(data: RawData): string {
  return frameBytes(data).toString('utf8')
}

/** The bytes of a message. */
export function frameBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
