export {
  type Connector,
  type ConnectorCounts,
  type ConnectorOptions,
  createConnector,
  type InjectOutcome,
  type LocalSource,
} from './connector.ts'
export type { Endpoint, SendFailure, SendResult } from './endpoint.ts'
export { peerLimitsDefault } from './know-peer.ts'
export type { LocalReceiver, OpenedPacket } from './local-receiver.ts'
export type { PacketAsset, Party } from './party.ts'
export type { LocalPeer, PeerLimits, PeerRecord, RemotePeer } from './peer.ts'
export type { ReplyKind } from './slot.ts'
export { createTimerWheel, offWheel, type TimerWheel, type WheelEntry } from './timer-wheel.ts'
export type { TokenBucketTerms } from './token-bucket.ts'
