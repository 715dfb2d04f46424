import type { RawHandler } from '@kivuko/http'
import type { Endpoints } from '../definition/endpoint.ts'
import type { AskOf } from '../definition/input.ts'
import type { Answer, ValueAnswer } from '../engine/answer.ts'
import type { EngineStatus } from '../engine/engine.ts'
import type { AdapterPorts } from '../server/create-adapter-server.ts'
import type { ServedAdapter } from '../server/served-adapter.ts'
import type { AskAdapter } from '../sources/ask-adapter.ts'

/** How fresh an answer has to be, where not everything that is kept is good. */
export interface Freshness {
  /** Not older than this, raised to `CACHE_MIN_AGE`; negative asks the provider now. */
  readonly maxAgeMs?: number
}

/** An adapter at work. Disposal stops it: requests underway are answered, sources are left. */
export interface RunningAdapter<E extends Endpoints = Endpoints> extends AsyncDisposable {
  readonly name: string
  /** Asks in the process. What is wrong with the parameters is a failure with status 400. */
  get<Name extends keyof E & string>(
    endpoint: Name,
    data: AskOf<E[Name]['input']>,
    freshness?: Freshness,
  ): Promise<Answer>
  /** The same where the answer is there already; otherwise undefined, and nothing is asked. */
  getNow<Name extends keyof E & string>(
    endpoint: Name,
    data: AskOf<E[Name]['input']>,
    freshness?: Freshness,
  ): ValueAnswer | undefined
  /**
   * Tells each value that is kept from now on, the moment that it is: a stream's at once. Asking is
   * what keeps it fresh. The returned function ends it.
   */
  watch<Name extends keyof E & string>(
    endpoint: Name,
    data: AskOf<E[Name]['input']>,
    hear: (answer: ValueAnswer) => void,
  ): () => void
  /** For composites of other adapters in the process. */
  readonly ask: AskAdapter
  /** For a server that serves several adapters. */
  readonly served: ServedAdapter
  /** Answers an HTTP request without a socket: for function hosts. */
  readonly handle: RawHandler
  /** `BASE_URL`: where requests for values go. */
  readonly path: string
  /** Serves on `EA_PORT`, and metrics on `METRICS_PORT`. Throws when a port cannot be had. */
  listen(): Promise<AdapterPorts>
  status(): EngineStatus
}
