export {
  createOpenPaymentsServer,
  type OpenPaymentsServerOptions,
} from './create-open-payments-server.ts'
export type { AbsentWalletAddressSettings, OpenPaymentsSettings } from './open-payments-settings.ts'
export type { ClientKeys, WalletDirectory } from './resource-api.ts'
