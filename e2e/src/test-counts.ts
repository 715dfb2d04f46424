import { join } from 'node:path'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { connectPostgres, findEmbeddedPostgres } from '@kivuko/postgres'
import { systemRandom } from '@kivuko/random'
import type { TestNode } from './test-node.ts'

/**
 * How many rows each table of a running node has: `backend directory.assets`. Left out are
 * signatures: a good one is used up whatever it signs.
 */
export async function countRows({ settings }: TestNode): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const database of ['backend', 'auth']) {
    const folder = join(settings['KIVUKO_DATA_DIR'] ?? '', 'postgres')
    const url = await findEmbeddedPostgres(folder, database)
    if (url === undefined) throw new Error(`${folder} has no running database`)
    for (const [table, count] of await countTables(url)) counts.set(`${database} ${table}`, count)
    counts.delete('backend admin.used_signatures')
  }
  return counts
}

async function countTables(url: string): Promise<readonly (readonly [string, number])[]> {
  await using postgres = connectPostgres({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    url,
    poolMax: 1,
  })
  const tables = await postgres.query<{ name: string; rows: string }>({
    text: `select schemaname || '.' || tablename as name,
        (xpath('/row/c/text()', query_to_xml(
          format('select count(*) as c from %I.%I', schemaname, tablename), false, true, ''
        )))[1]::text as rows
      from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  })
  return tables.map(({ name, rows }) => [name, Number(rows)] as const)
}
