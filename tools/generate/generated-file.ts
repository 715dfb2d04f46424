/** A file that is made from others and kept in the repository. */
export interface GeneratedFile {
  /** Relative to the root. */
  readonly path: string
  readonly text: string
}
