import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Load } from '../drive-load.ts'
import type { AskedOnce, RequestList, RequestLoad } from './request-load.ts'

/** Sends requests from a thread of its own, so that nothing else makes them late. */
export interface RequestGenerator extends AsyncDisposable {
  /** Keeps every connection busy; one load at a time. */
  drive(load: RequestLoad): Promise<Load>
  /** Sends each request once; all connections begin at the same time. */
  askOnce(list: RequestList): Promise<AskedOnce>
}

/** Starts the thread. */
export function startRequestGenerator(): RequestGenerator {
  const worker = new Worker(new URL('./request-worker.ts', import.meta.url))
  const call = async (wanted: RequestList): Promise<unknown> => {
    worker.postMessage(wanted, [])
    const [found] = (await once(worker, 'message')) as [unknown]
    return found
  }
  return {
    // The worker answers a load with a Load, and a list with an AskedOnce.
    drive: async (load) => (await call(load)) as Load,
    askOnce: async (list) => (await call(list)) as AskedOnce,
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}
