export {
  type AdapterReply,
  type AdapterRequest,
  type AdapterTestOptions,
  type AdapterUnderTest,
  testAdapter,
} from './adapter-under-test.ts'
export {
  adapterContract,
  type AdapterContractOptions,
  type ContractCase,
} from './adapter.contract.ts'
export {
  type ProviderCall,
  type ProviderReply,
  type ProviderScript,
  type ScriptedProvider,
} from './scripted-provider.ts'
export { type ScriptedStream, startScriptedStream, type StreamScript } from './scripted-stream.ts'
