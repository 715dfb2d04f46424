import type { Clock } from '@kivuko/clock'
import type { AbsenceNotice, Directory, WalletAddress } from '@kivuko/directory'

import type { ResourceEvents } from './events.ts'
import type { AbsentWalletAddressSettings } from './open-payments-settings.ts'

/** Wallet addresses that may come into being while they are asked for. */
export interface AbsentWalletAddresses {
  /** Asks the ASE for an address and waits for it a while; undefined when it doesn't come. */
  askFor(url: string): Promise<WalletAddress | undefined>
}

/** Addresses waited for at once: anybody can ask, and each tells the ASE. More are not found. */
const absentAddressesMax = 64

/** Makes the asking. Who asks for the same address at the same time shares one answer. */
export function createAbsentWalletAddresses(options: {
  directory: Pick<Directory, 'walletAddressByUrl'>
  notice: AbsenceNotice
  clock: Clock
  events: ResourceEvents
  settings: AbsentWalletAddressSettings
}): AbsentWalletAddresses {
  const underway = new Map<string, Promise<WalletAddress | undefined>>()
  return {
    async askFor(url) {
      const shared = underway.get(url)
      if (shared) return await shared
      if (underway.size >= absentAddressesMax) return undefined
      const asking = waitFor(options, url).finally(() => underway.delete(url))
      underway.set(url, asking)
      return await asking
    },
  }
}

async function waitFor(
  { directory, notice, clock, events, settings }: Parameters<typeof createAbsentWalletAddresses>[0],
  url: string,
): Promise<WalletAddress | undefined> {
  const endMs = clock.monotonicMs() + settings.waitMsMax
  events.walletAddressAskedFor(url)
  await notice.tell(url)
  for (;;) {
    const found = await directory.walletAddressByUrl(url)
    const leftMs = endMs - clock.monotonicMs()
    if (found !== undefined || leftMs <= 0) return found
    await clock.sleep(Math.min(settings.pollMs, leftMs))
  }
}
