import { rootFolder } from '../root-folder.ts'
import { checkHouse } from './check-house.ts'
import { houseRules, unusedRules } from './rules/all-rules.ts'

// `npm run house [-- --unused] [path …]`: checks the rules, or what stands in the tree unused.
const args = process.argv.slice(2)
const rules = args.includes('--unused') ? unusedRules : houseRules
const paths = args.filter((arg) => !arg.startsWith('--'))
process.exitCode = checkHouse({ root: rootFolder, rules, paths }) ? 0 : 1
