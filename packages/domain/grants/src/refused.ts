/** An expected "no": what for the program, why for people. */
export interface Refused<Code extends string> {
  readonly refusal: Code
  readonly description: string
}

/** Makes a refusal. */
export function refuse<Code extends string>(refusal: Code, description: string): Refused<Code> {
  return { refusal, description }
}
