import { custom, defaulted, integer, milliseconds, type Parser, type Setting } from '@kivuko/config'
import { Secret } from '@kivuko/log'

/** How a setting of the framework is written down: its variable, further names first to last. */
type Names = string | readonly [string, ...string[]]

/** The longest time that a setting may say: a day. */
export const SETTING_MS_MAX = 86_400_000

/**
 * `true` or `false` in any letter case, as the frameworks take them; any other text, which the
 * first of them takes for one or the other, is an error.
 */
export function anyCaseFlag(): Parser<boolean> {
  return custom('true or false', (value) => {
    const word = value.toLowerCase()
    return word === 'true' || word === 'false' ? word === 'true' : undefined
  })
}

/** Texts separated by commas, blanks around them dropped. */
export function textList(): Parser<readonly string[]> {
  return custom('texts separated by commas', (value) => splitList(value))
}

/** Secrets separated by commas. */
export function secretList(): Parser<readonly Secret[]> {
  return {
    expected: 'a text, or several separated by commas',
    secret: true,
    parse: (value) => splitList(value)?.map((each) => new Secret(each)),
  }
}

/** The parts of a list that are not blank; undefined when there are none. */
export function splitList(value: string): readonly string[] | undefined {
  const parts = value.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  return parts.length === 0 ? undefined : parts
}

/** A switch. */
export function onOff(env: Names, fallback: boolean, doc: string): Setting<boolean> {
  return defaulted({ env, type: anyCaseFlag(), default: String(fallback), doc })
}

/** A length of time in ms with its default, from `min` to `max`. */
export function time(
  env: Names,
  fallback: number,
  { doc, min = 0, max = SETTING_MS_MAX }: Bounded,
): Setting<number> {
  return defaulted({ env, type: milliseconds({ min, max }), default: String(fallback), doc })
}

/** A count with its default, from `min` to `max`. */
export function count(
  env: Names,
  fallback: number,
  { doc, min = 0, max = Number.MAX_SAFE_INTEGER }: Bounded,
): Setting<number> {
  return defaulted({ env, type: integer({ min, max }), default: String(fallback), doc })
}

interface Bounded {
  readonly doc: string
  readonly min?: number
  readonly max?: number
}
