export {
  defaulted,
  optional,
  type Parser,
  required,
  type Setting,
  type SettingDefinition,
} from './setting.ts'
export {
  base64Secret,
  baseUrl,
  boolean,
  custom,
  decimalFraction,
  filePath,
  integer,
  milliseconds,
  oneOf,
  pattern,
  port,
  secret,
  secretText,
  text,
  url,
  urlList,
  uuid,
} from './parsers.ts'
export {
  ConfigError,
  type ConfigOf,
  type ConfigProblem,
  type ConfigSchema,
  type Environment,
  readConfig,
} from './read-config.ts'
export { type ConfigRow, describeConfig } from './describe-config.ts'
export { configTable } from './config-table.ts'
