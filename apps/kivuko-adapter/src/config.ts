/** The process's environment: the one place where it is read; adapters check it themselves. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}
