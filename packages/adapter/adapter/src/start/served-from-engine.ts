import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { describeEndpoints } from '../definition/describe-endpoints.ts'
import type { Engine } from '../engine/engine.ts'
import type { AdapterPart, ServedAdapter } from '../server/served-adapter.ts'
import { answerTermsOf } from '../server/server-settings.ts'
import { describeSettings } from '../settings/describe-settings.ts'
import type { Settings } from '../settings/read-settings.ts'
import type { Stores } from './open-stores.ts'
import type { RequestReader } from './read-request.ts'

/** What a served adapter is made of. */
export interface ServedOptions {
  readonly definition: AdapterDefinition
  readonly settings: Settings
  readonly engine: Engine
  readonly stores: Pick<Stores, 'link'>
  readonly read: RequestReader
}

/** An adapter as servers see it. */
export function createServedAdapter(options: ServedOptions): ServedAdapter {
  const { definition, engine, read, settings } = options
  return {
    name: definition.name,
    version: definition.version,
    terms: answerTermsOf(settings.framework, definition.name),
    isSilent: settings.framework.mode === 'writer',
    read,
    getNow: (wanted, demand) => engine.getNow(wanted, demand),
    get: (wanted, demand) => engine.get(wanted, demand),
    watch: (wanted, hear) => engine.watch(wanted, hear),
    parts: () => partsOf(options),
    describe: () => ({
      name: definition.name,
      version: definition.version,
      endpoints: describeEndpoints(definition),
      configuration: describeSettings(definition, settings),
      engine: engine.status(),
    }),
  }
}

function partsOf({ engine, stores: { link } }: ServedOptions): readonly AdapterPart[] {
  const { feeds: streams, isFollowed } = engine.status()
  const feeds = streams.map(({ endpoint, failure, name }) => ({
    name: `${endpoint}/${name}`,
    up: failure === undefined,
    ...(failure === undefined ? {} : { reason: failure.message }),
  }))
  const writer: readonly AdapterPart[] =
    isFollowed === undefined
      ? []
      : [{ name: 'writer', up: isFollowed, ...(isFollowed ? {} : { reason: noWriter }) }]
  const redis = link === undefined ? [] : [{ name: 'redis', up: link.isUp() }]
  return [...redis, ...writer, ...feeds]
}

const noWriter = 'No adapter with EA_MODE=writer is there to fetch what is asked for'
