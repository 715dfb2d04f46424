import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configTable } from './config-table.ts'
import { oneOf, port, secretText, text } from './parsers.ts'
import { defaulted, optional, required } from './setting.ts'

test('every setting is a row, in the order of the schema', () => {
  const table = configTable({
    place: required({ env: ['PLACE', 'OLD_PLACE', 'OLDER_PLACE'], type: text(), doc: 'Where.' }),
    port: defaulted({ env: 'PORT', type: port(), default: '80', doc: 'The port.' }),
    key: optional({ env: 'KEY', type: secretText(), doc: 'The key.' }),
  })
  assert.deepEqual(table.split('\n').slice(2), [
    '| `PLACE`, formerly `OLD_PLACE`, `OLDER_PLACE` | **required** | Where. | a text |',
    '| `PORT` | `80` | The port. | a port (0 to 65535) |',
    '| `KEY` | none | The key. | a text; a secret |',
  ])
})

test('words that would break the table are refused', () => {
  const type = oneOf('a', 'b')
  const schema = { way: optional({ env: 'WAY', type, doc: 'This | that.' }) }
  assert.throws(() => configTable(schema), /WAY has a bar/)
})
