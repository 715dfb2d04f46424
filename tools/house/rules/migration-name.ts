import { dirname } from 'node:path/posix'
import type { Rule } from '../rule.ts'

/** Migrations are numbered without a gap, so that their order is plain. */
export const migrationName: Rule = {
  name: 'migration-name',
  asks: 'Migrations are `migrations/NNN-name.sql`, numbered from 001 without gaps or twins.',
  *check(tree) {
    const countByFolder = new Map<string, number>()
    const paths = [...tree.texts.keys()].filter((path) => path.endsWith('.sql')).sort()
    for (const path of paths) {
      const number = /\/migrations\/(\d{3})-[a-z0-9-]+\.sql$/.exec(path)?.[1]
      if (number === undefined) {
        yield { path, line: 1, message: 'not named migrations/NNN-name.sql' }
        continue
      }
      const folder = dirname(path)
      const expected = (countByFolder.get(folder) ?? 0) + 1
      countByFolder.set(folder, expected)
      if (Number(number) === expected) continue
      const wanted = String(expected).padStart(3, '0')
      yield { path, line: 1, message: `number ${number}, expected ${wanted}` }
    }
  },
}
