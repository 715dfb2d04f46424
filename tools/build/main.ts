import { resolve } from 'node:path'
import { buildProgram } from './build-program.ts'

const usage = `usage: npm run build -- <program.ts> <folder>

Puts the program and all of its libraries into the folder, to be run by Node alone.`

const [entry, folder, ...more] = process.argv.slice(2)
if (entry === undefined || folder === undefined || more.length > 0) {
  console.error(usage)
  process.exitCode = 2
} else {
  try {
    for (const file of await buildProgram({ entry: resolve(entry), folder: resolve(folder) })) {
      console.log(file)
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
