import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { preferredType } from './accept.ts'

const offered = ['application/json', 'text/html', 'application/spsp4+json'] as const

describe('the preferred type', () => {
  for (const [accept, type] of [
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/*', 'text/html'],
    ['TEXT/HTML', 'text/html'],
    ['text/html;q=0.5, application/json;q=0.4', 'text/html'],
    ['text/html;q=0.5, */*', 'application/json'],
    ['application/spsp4+json, application/json', 'application/spsp4+json'],
    ['application/json, application/spsp4+json', 'application/json'],
    ['*/*, application/json;q=0', 'text/html'],
    ['text/html;level=1;q=0.3, application/spsp4+json;q=0.2', 'text/html'],
    ['text/html;q=0', undefined],
    ['text/html;q=x', undefined],
    ['image/png', undefined],
    [',;,', undefined],
  ] as const) {
    test(`of ${accept} is ${type}`, () => {
      assert.equal(preferredType(accept, offered), type)
    })
  }
})
