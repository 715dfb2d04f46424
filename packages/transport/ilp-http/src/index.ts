export {
  createIlpHttpClient,
  type IlpHttpAddress,
  type IlpHttpClient,
  type IlpHttpClientOptions,
} from './ilp-http-client.ts'
export { createIlpHttpServer, type IlpHttpServerOptions } from './ilp-http-server.ts'
export {
  connectionsMax,
  connectMsMax,
  lateReplyMs,
  prepareBytesMax,
  requestMsMax,
} from './limits.ts'
