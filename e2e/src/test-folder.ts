import { chmod, mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that goes away with its content. An embedded database's own user can come to it. */
export async function openFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kivuko-e2e-'))
  await chmod(folder.path, 0o755)
  return {
    path: folder.path,
    [Symbol.asyncDispose]: () => folder.remove(),
  }
}
