import type { AdapterGround } from './adapter/adapter-ground.ts'
import { installFramework } from './adapter/install-framework.ts'
import { measureColdAnswers } from './adapter/measure-cold-answers.ts'
import { measureHerds } from './adapter/measure-herds.ts'
import { measureHits } from './adapter/measure-hits.ts'
import { measureStarts } from './adapter/measure-starts.ts'
import { startPriceProvider } from './adapter/price-provider.ts'
import { startRequestGenerator } from './adapter/request-generator.ts'
import { builtAdapter, frameworkAdapter } from './adapter/adapter-program.ts'
import type { Bench } from './bench.ts'

/**
 * An adapter in a process of its own, as its users run it, with metrics and a plan. The limit is a
 * program that gives the same answer to every request; beside it the same adapter on Chainlink's
 * framework, loaded in turn with ours.
 */
export const adapter: Bench = {
  name: 'adapter',
  about: 'prices of an external adapter: at hand, cold, wanted by many; start and memory',
  async *run(ground) {
    await using provider = await startPriceProvider(ground.clock)
    await using generator = startRequestGenerator()
    const folder = await installFramework(ground.say)
    const framework = folder === undefined ? undefined : frameworkAdapter(folder)
    const program = await builtAdapter(ground)
    const at: AdapterGround = { ground, provider, generator, adapter: program, framework }
    yield* measureStarts(at)
    yield await measureColdAnswers(at)
    yield* measureHerds(at)
    yield* measureHits(at)
  },
}
