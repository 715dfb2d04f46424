export { type AppServer, createHttpServer, type HttpServerOptions } from './create-http-server.ts'
