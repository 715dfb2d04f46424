import { rootFolder } from '../root-folder.ts'
import { findStale, writeGenerated } from './generate-all.ts'

// `npm run generate`: makes the generated files anew.
const stale = await findStale(rootFolder)
writeGenerated(rootFolder, stale)
for (const { path } of stale) console.log(`wrote ${path}`)
if (stale.length === 0) console.log('All generated files are current.')
