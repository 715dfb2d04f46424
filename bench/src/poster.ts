import { type Dispatcher, Pool } from 'undici'

/** Sends requests to one place over connections that stay open. */
export interface Poster extends AsyncDisposable {
  /** Gives the body of a 2xx answer; throws for any other. */
  post(body: Uint8Array | string, headers?: Readonly<Record<string, string>>): Promise<Buffer>
}

/**
 * A client that costs next to nothing, so that the cores are the node's: no pipelining, a
 * connection for each request under way, headers made once unless the request brings its own.
 */
export function createPoster(options: {
  url: string
  connections: number
  method?: 'POST' | 'GET'
  headers?: Readonly<Record<string, string>>
}): Poster {
  const { connections, method = 'POST', headers = {} } = options
  const { origin, pathname: path } = new URL(options.url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const fixed = { origin, path, method }
  return {
    post: (body, own) =>
      new Promise((resolve, reject) => {
        const sent = method === 'GET' ? null : body
        const all = own === undefined ? headers : { ...headers, ...own }
        const request = { ...fixed, headers: all, body: sent }
        pool.dispatch(request, collectAnswer(resolve, reject))
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}

function collectAnswer(
  resolve: (body: Buffer) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  let status = 0
  const chunks: Buffer[] = []
  return {
    onRequestStart: () => {},
    onResponseStart: (_controller, statusCode) => {
      status = statusCode
    },
    onResponseData: (_controller, chunk) => void chunks.push(chunk),
    onResponseEnd: () => {
      const [only] = chunks
      const body = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
      if (status >= 200 && status < 300) resolve(body)
      else reject(new Error(`answered ${status}: ${body.toString('utf8', 0, errorBytesMax)}`))
    },
    onResponseError: (_controller, error) => reject(error),
  }
}

/** As much of an unwanted answer as an error repeats. */
const errorBytesMax = 500
