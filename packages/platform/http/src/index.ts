export {
  DEFAULT_GRACE_MS,
  DEFAULT_HTTP_LIMITS,
  type HttpErrorCode,
  type HttpLimits,
  type HttpServer,
  type HttpServerBase,
  type Probe,
  type TlsOptions,
} from './http-server.ts'
export {
  createRawHttpServer,
  type RawHandler,
  type RawHttpServerOptions,
  type RawReply,
  type RawRequest,
} from './create-raw-http-server.ts'
export {
  type HttpClient,
  type HttpRequest,
  HttpRequestError,
  type HttpRequestErrorDetails,
  type HttpRequestFailure,
  type HttpResponse,
} from './http-client.ts'
export { createHttpClient, type HttpClientOptions } from './create-http-client.ts'
export { isPublicAddress } from './guarded-connect.ts'
export { createShutdown, type Shutdown, type ShutdownOptions } from './create-shutdown.ts'
export { type AddressLimit, createAddressLimiter } from './address-limit.ts'
export { createAgent } from './undici-agent.ts'
