/*
 * `node bare-receiver.ts PORT`: answers every packet with the same Fulfill: what HTTP alone costs
 * on this machine.
 */
import { startFulfillingPeer } from './packets.ts'

await startFulfillingPeer(Number(process.argv[2]))
