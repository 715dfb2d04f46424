import { runAdapters } from '@kivuko/adapter'
import { processEnvironment } from './config.ts'
import { findAdapters } from './find-adapters.ts'

const usage = `usage: kivuko-adapter <file> …

Serves every external adapter that the files export, until SIGTERM or SIGINT. The settings are
environment variables.`

const files = process.argv.slice(2)
const isAsked = files.some((file) => file.startsWith('-'))
if (isAsked) console.log(usage)
else {
  const found = await findAdapters(files)
  if (typeof found === 'string') {
    console.error(files.length === 0 ? usage : found)
    process.exitCode = 2
  } else await runAdapters(found, processEnvironment())
}
