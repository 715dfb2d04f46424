import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'
import type { Clock } from '@kivuko/clock'

/** Tells a person at a terminal what happens. */
export interface Narrator {
  /** A line that begins something; an empty line goes before it. */
  heading(text: string): void
  line(text?: string): void
  /** Says that something is done, and how long it took. */
  done(what: string, tookMs: number): void
  /** Does something and says so, while it lasts and when it is done. */
  step<Result>(what: string, work: () => Promise<Result>): Promise<Result>
  failed(text: string): void
  bold(text: string): string
  quiet(text: string): string
  good(text: string): string
}

/** Where a narrator writes: colours and passing lines are for terminals. */
export type NarratorStream = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }

const textWidth = 62
const timeWidth = 9

/** A narrator that writes to `stream`. */
export function createNarrator(stream: NarratorStream, clock: Clock): Narrator {
  const isTerminal = stream.isTTY === true
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    isTerminal ? styleText(format, text, { validateStream: false }) : text
  const line = (text = ''): void => void stream.write(`${text}\n`)
  const done = (what: string, tookMs: number): void => {
    const time = `${Math.round(tookMs).toLocaleString('en')} ms`.padStart(timeWidth)
    line(`  ${style('green', '✓')} ${what.padEnd(textWidth)}${style('dim', time)}`)
  }
  return {
    heading: (text) => line(`\n${style('bold', text)}`),
    line,
    done,
    step: async (what, work) => {
      const startedMs = clock.monotonicMs()
      if (isTerminal) stream.write(style('dim', `  · ${what}`))
      const result = await work().finally(() => {
        // Back to the start of the line, and clear it.
        if (isTerminal) stream.write('\r\u001b[2K')
      })
      done(what, clock.monotonicMs() - startedMs)
      return result
    },
    failed: (text) => line(`\n${style('red', '✗')} ${text}`),
    bold: (text) => style('bold', text),
    quiet: (text) => style('dim', text),
    good: (text) => style('green', text),
  }
}
