/**
 * Bytes or text that are not what the ILP formats allow. Every decoder of this package throws this
 * and nothing else on malformed input; a connector answers it with F01. `message` names the field,
 * never its content.
 */
export class IlpCodecError extends Error {
  override readonly name = 'IlpCodecError'
}
