import type { Rule } from '../rule.ts'
import { consolePlace } from './console-place.ts'
import { dependencyLine } from './dependency-line.ts'
import { dependencyUse } from './dependency-use.ts'
import { dependencyVersion } from './dependency-version.ts'
import { docComment } from './doc-comment.ts'
import { docLink } from './doc-link.ts'
import { environment } from './environment.ts'
import { fileLength } from './file-length.ts'
import { fileName } from './file-name.ts'
import { functionLength } from './function-length.ts'
import { globalState } from './global-state.ts'
import { importCycle } from './import-cycle.ts'
import { importDirection } from './import-direction.ts'
import { limitReason } from './limit-reason.ts'
import { lineLength } from './line-length.ts'
import { migrationName } from './migration-name.ts'
import { openTask } from './open-task.ts'
import { ownIndex } from './own-index.ts'
import { parameterCount } from './parameter-count.ts'
import { plainTypescript } from './plain-typescript.ts'
import { pureProtocol } from './pure-protocol.ts'
import { sqlPlace } from './sql-place.ts'
import { syntax } from './syntax.ts'
import { testAssertion } from './test-assertion.ts'
import { timeAndChance } from './time-and-chance.ts'
import { unusedExport } from './unused-export.ts'
import { unusedFile } from './unused-file.ts'

/** The rules that `npm run house` checks. */
export const houseRules: readonly Rule[] = [
  syntax,
  importDirection,
  importCycle,
  ownIndex,
  environment,
  sqlPlace,
  timeAndChance,
  pureProtocol,
  consolePlace,
  globalState,
  plainTypescript,
  fileName,
  migrationName,
  fileLength,
  functionLength,
  lineLength,
  parameterCount,
  docComment,
  limitReason,
  openTask,
  docLink,
  testAssertion,
  dependencyUse,
  dependencyVersion,
  dependencyLine,
]

/** The rules of the stage after lint: what stands in the tree without being used. */
export const unusedRules: readonly Rule[] = [unusedExport, unusedFile]
