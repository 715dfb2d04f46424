import { build } from 'esbuild'

/** Where a program begins, and the folder that it is put into. */
export interface ProgramPlace {
  readonly entry: string
  readonly folder: string
}

/**
 * Puts a program and every library that it uses into one folder of plain JavaScript, which runs
 * wherever there is a Node: a container needs nothing else. What is loaded on demand stays in files
 * of its own. Gives the names of the files. Throws where a part cannot be found or read.
 */
export async function buildProgram({ entry, folder }: ProgramPlace): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Names stay as they are, so that stacks can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    metafile: true,
    logLevel: 'silent',
    // Older libraries ask for parts of Node by `require`.
    banner: {
      js:
        "import { createRequire as requireOfNode } from 'node:module';" +
        'const require = requireOfNode(import.meta.url);',
    },
  })
  return Object.keys(metafile.outputs)
}
