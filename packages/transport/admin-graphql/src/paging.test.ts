import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GraphQLError } from 'graphql'
import { connection, type PageArguments, readPageArguments } from './paging.ts'

const id = '11111111-2222-4333-8444-555555555555'

describe('the arguments of a list', () => {
  const right: readonly [string, PageArguments, object][] = [
    ['none', {}, { first: 20, ascending: false }],
    ['nulls', { first: null, after: null, sortOrder: null }, { first: 20, ascending: false }],
    ['the first', { first: 100 }, { first: 100, ascending: false }],
    ['those after', { after: id, first: 1 }, { first: 1, after: id, ascending: false }],
    ['those before', { before: id, last: 2 }, { last: 2, before: id, ascending: false }],
    ['those before, no number', { before: id }, { last: 20, before: id, ascending: false }],
    ['oldest first', { sortOrder: 'ASC' }, { first: 20, ascending: true }],
  ]
  for (const [name, args, page] of right) {
    test(`${name}: are read`, () => assert.deepEqual(readPageArguments(args), page))
  }

  const wrong: readonly [string, PageArguments, RegExp][] = [
    ['more than a page', { first: 101 }, /first must be from 1 to 100/],
    ['none of a page', { first: 0 }, /first must be from 1 to 100/],
    ['less than none', { last: -1, before: id }, /last must be from 1 to 100/],
    ['the last of all', { last: 5 }, /last needs before/],
    ['both ways', { first: 1, before: id }, /exclude/],
    ['between', { after: id, before: id }, /exclude/],
    ['no cursor', { after: 'x' }, /after must be a cursor/],
  ]
  for (const [name, args, message] of wrong) {
    test(`${name}: are refused`, () => {
      assert.throws(
        () => readPageArguments(args),
        (error) =>
          error instanceof GraphQLError &&
          error.extensions['code'] === 'BAD_USER_INPUT' &&
          message.test(error.message),
      )
    })
  }
})

test('a page has the cursors of its ends, or none when it is empty', () => {
  const page = { items: [{ id: 'a' }, { id: 'b' }], hasNextPage: true, hasPreviousPage: false }
  assert.deepEqual(
    connection(page, ({ id: name }) => name.toUpperCase()),
    {
      pageInfo: { startCursor: 'a', endCursor: 'b', hasNextPage: true, hasPreviousPage: false },
      edges: [
        { cursor: 'a', node: 'A' },
        { cursor: 'b', node: 'B' },
      ],
    },
  )
  const { pageInfo } = connection({ ...page, items: [] }, (item) => item)
  assert.deepEqual([pageInfo.startCursor, pageInfo.endCursor], [null, null])
})
