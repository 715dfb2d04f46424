export { type Adapter, createAdapter, isAdapter } from './create-adapter.ts'
export { type RunningAdapters, startAdapters } from './start-adapters.ts'
export { type AdapterProcess, runAdapters } from './run-adapters.ts'
export type { AdapterWorld } from './start/adapter-world.ts'
export type { Freshness, RunningAdapter } from './start/running-adapter.ts'
export type { AdapterDefinition, Plan } from './definition/adapter-definition.ts'
export type { Duration } from './definition/duration.ts'
export { endpoint, type EndpointDefinition, type Endpoints } from './definition/endpoint.ts'
export {
  type AnyField,
  type Field,
  type Fields,
  flag,
  group,
  list,
  number,
  secret,
  text,
  type TokenNetwork,
  type ValuesOf,
} from './definition/field.ts'
export type { Include } from './definition/includes.ts'
export type { TokenAddresses } from './definition/token-addresses.ts'
export { type AnyInput, type AskOf, type Input, input, type InputOf } from './definition/input.ts'
export {
  describeEndpoints,
  type EndpointRow,
  type ParameterRow,
} from './definition/describe-endpoints.ts'
export type { Answer, FailureAnswer, ValueAnswer } from './engine/answer.ts'
export type { EngineStatus, FeedStatus } from './engine/engine.ts'
export type { Params } from './engine/source.ts'
export type { Entry } from './cache/entry.ts'
export type { ProviderFailure, ProviderValue, Timestamps } from './outcome.ts'
export type { AdapterPorts } from './server/create-adapter-server.ts'
export { gcpHandler, type GcpHandler } from './server/gcp-handler.ts'
export { type Handled, lambdaHandler, type LambdaHandler } from './server/lambda-handler.ts'
export { describeSettings, type SettingRow } from './settings/describe-settings.ts'
export { AdapterError } from './sources/adapter-error.ts'
export type { AskAdapter, AskOther, OtherAnswer, OtherValue } from './sources/ask-adapter.ts'
export type { CustomAsk, CustomContext } from './sources/custom-context.ts'
export type { PushAtWork, PushByHand, PushContext } from './sources/custom-push.ts'
export { askOverHttp, type OtherPlace } from './sources/ask-over-http.ts'
export { batches, composite, custom, type PullByHand } from './sources/custom-source.ts'
export { events } from './sources/events-source.ts'
export type { EventsSpec } from './sources/events-spec.ts'
export type { HttpAsk } from './sources/http-ask.ts'
export { http, type HttpCall, type HttpSpec } from './sources/http-source.ts'
export { anything, figure, price, type ResultGuard } from './sources/result-guard.ts'
export { socket } from './sources/socket-source.ts'
export type {
  Frame,
  Heartbeat,
  LoginStep,
  SocketContext,
  SocketSpec,
  StreamOut,
} from './sources/socket-spec.ts'
export type { AuthorContext, SourceDefinition } from './sources/source-definition.ts'
export type { Out, ToldFailure, ToldMore } from './sources/tell-outcomes.ts'
