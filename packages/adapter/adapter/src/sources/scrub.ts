import { Secret } from '@kivuko/log'

/** Takes the secrets out of a text that people will see, and cuts it where nobody reads on. */
export type Scrub = (text: string) => string

/** Replacing shorter ones would hide nothing and spoil every message. */
const SECRET_LENGTH_MIN = 4

/** What a provider says may be megabytes; clients and logs are given so many characters. */
const SHOWN_LENGTH_MAX = 500

/** A scrub for every secret among the settings, as it is and as it stands in a URL. */
export function createScrub(settings: Readonly<Record<string, unknown>>): Scrub {
  const texts = new Set<string>()
  for (const value of Object.values(settings)) {
    for (const secret of Array.isArray(value) ? value : [value]) {
      if (!(secret instanceof Secret)) continue
      texts.add(secret.reveal())
      texts.add(encodeURIComponent(secret.reveal()))
    }
  }
  const hidden = [...texts].filter((text) => text.length >= SECRET_LENGTH_MIN)
  // Longer ones first: one may be a part of another.
  hidden.sort((a, b) => b.length - a.length)
  return (text) => {
    const shown = hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
    return shown.length > SHOWN_LENGTH_MAX ? `${shown.slice(0, SHOWN_LENGTH_MAX)}…` : shown
  }
}
