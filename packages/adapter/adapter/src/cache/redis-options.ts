import { Secret } from '@kivuko/log'

/** Where a Redis is, and how long it may take. */
export interface RedisOptions {
  /** CACHE_REDIS_HOST; 127.0.0.1 if left out. */
  readonly host?: string
  /** CACHE_REDIS_PORT; 6379 if left out. */
  readonly port?: number
  /** CACHE_REDIS_PATH: a Unix socket, instead of host and port. */
  readonly path?: string
  /**
   * CACHE_REDIS_URL: `redis[s]://[[user][:password]@]host[:port][/database]`, instead of host, port
   * and path. Secret because it may hold a password.
   */
  readonly url?: Secret
  readonly username?: string
  /** CACHE_REDIS_PASSWORD; before the one in the URL. */
  readonly password?: Secret
  readonly database?: number
  /**
   * TLS, with the certificate authorities that sign the server's certificate, in PEM, if not the
   * usual.
   */
  readonly tls?: { readonly ca?: string }
  /** CACHE_REDIS_TIMEOUT: for each command. */
  readonly commandTimeoutMs: number
  /** CACHE_REDIS_CONNECTION_TIMEOUT. */
  readonly connectTimeoutMs: number
  /** CACHE_REDIS_MAX_RECONNECT_COOLDOWN: the longest wait between attempts to connect. */
  readonly reconnectMsMax: number
}

/** The options with what the URL says, all in one place. */
export interface RedisTarget {
  readonly host: string
  readonly port: number
  readonly path: string | undefined
  readonly username: string | undefined
  readonly password: Secret | undefined
  readonly database: number | undefined
  readonly tls: { readonly ca?: string } | undefined
}

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 6379

/** What to connect to. Throws on a URL that is none of a Redis, without repeating it. */
export function redisTarget(options: RedisOptions): RedisTarget {
  const url = options.url === undefined ? undefined : parseUrl(options.url)
  return {
    host: url?.host ?? options.host ?? DEFAULT_HOST,
    port: url === undefined ? (options.port ?? DEFAULT_PORT) : url.port,
    path: url === undefined ? options.path : undefined,
    username: options.username ?? url?.username,
    password: options.password ?? url?.password,
    database: options.database ?? url?.database,
    tls: options.tls ?? (url?.isTls === true ? {} : undefined),
  }
}

interface UrlParts {
  readonly isTls: boolean
  readonly host: string
  readonly port: number
  readonly username: string | undefined
  readonly password: Secret | undefined
  readonly database: number | undefined
}

function parseUrl(secret: Secret): UrlParts {
  const url = URL.parse(secret.reveal())
  const [, database] = /^\/?(\d*)$/.exec(url?.pathname ?? '') ?? []
  if (url === null || !/^rediss?:$/.test(url.protocol) || database === undefined) {
    throw new Error(
      'The URL of the Redis must read redis[s]://[user:password@]host[:port][/database]',
    )
  }
  return {
    isTls: url.protocol === 'rediss:',
    // IPv6 addresses stand in brackets in a URL, and without them everywhere else.
    host: url.hostname === '' ? DEFAULT_HOST : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : new Secret(decodeURIComponent(url.password)),
    database: database === '' ? undefined : Number(database),
  }
}
