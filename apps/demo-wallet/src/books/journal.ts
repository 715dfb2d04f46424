import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { type JournalEntry, readEntry, writeEntry } from './journal-entry.ts'

/**
 * A file of entries, one a line, that is only ever added to: what is written stays written through
 * a crash. Calls wait for the disk, so one thing happens after another; a bank with more customers
 * would use a database.
 */
export class Journal implements Disposable {
  readonly #file: number
  #length: number

  /** The entries that were there when the journal was opened, oldest first. */
  readonly entries: readonly JournalEntry[]

  /** Opens the file at `path`, or begins it. Throws when it holds anything but entries. */
  constructor(path: string) {
    this.#file = openSync(path, 'a+', 0o600)
    const text = readFileSync(path, 'utf8')
    // A crash can leave half a line at the end; nobody was told that it had been written.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    this.#length = Buffer.byteLength(whole)
    ftruncateSync(this.#file, this.#length)
    this.entries = whole.split('\n').filter(Boolean).map(readEntry)
  }

  /** Writes an entry; it is on disk when the call returns, and not at all when it throws. */
  add(entry: JournalEntry): void {
    const line = Buffer.from(`${writeEntry(entry)}\n`)
    try {
      for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at)
      fdatasyncSync(this.#file)
      this.#length += line.length
    } catch (error) {
      ftruncateSync(this.#file, this.#length)
      throw error
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}
