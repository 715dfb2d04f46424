import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { buildConnector } from 'undici'
import { createConnector } from './undici-agent.ts'

/** Blocks that no address of the public Internet is in (IANA special-purpose registries). */
const NOT_PUBLIC_IPV4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 ' +
  '192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3'
const NOT_PUBLIC_IPV6 =
  '::/8 64:ff9b::/32 100::/8 2001::/23 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 ff00::/8'

// Two lists, since a list takes an IPv4 address for the IPv6 address that carries it.
const notPublicIpv4 = createBlockList(NOT_PUBLIC_IPV4, 'ipv4')
const notPublicIpv6 = createBlockList(NOT_PUBLIC_IPV6, 'ipv6')

/**
 * Whether an IP address is one of the public Internet: not of this machine, a private network, a
 * link or a special purpose. IPv6 addresses that carry an IPv4 address inside do not count as
 * public.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublicIpv4.check(address, 'ipv4')
    case 6:
      return !notPublicIpv6.check(address, 'ipv6')
    default:
      return false
  }
}

/** Says that a connection must not be made. */
class AddressRefusedError extends Error {
  readonly code = 'ERR_ADDRESS_REFUSED'
}

/** Connects to those addresses only that `mayConnect` allows. */
export function createGuardedConnect(options: {
  readonly timeoutMs: number
  readonly mayConnect: (address: string) => boolean
}): buildConnector.connector {
  const { timeoutMs, mayConnect } = options
  const connect = createConnector({
    timeout: timeoutMs,
    allowH2: false,
    lookup: guardedLookup(mayConnect),
  })
  return (to, callback) => {
    // A literal address is not looked up. Brackets are part of how a URL writes IPv6.
    const literal = to.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(literal) !== 0 && !mayConnect(literal)) {
      callback(new AddressRefusedError(`Connections to ${literal} are not allowed`), null)
      return
    }
    connect(to, callback)
  }
}

function guardedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '')
      const allowed = addresses.filter(({ address }) => mayConnect(address))
      const [first] = allowed
      if (first === undefined) return callback(refusalOf(hostname, addresses), '')
      return options.all === true
        ? callback(null, allowed)
        : callback(null, first.address, first.family)
    })
  }
}

function refusalOf(hostname: string, addresses: readonly LookupAddress[]): AddressRefusedError {
  const found = addresses.map(({ address }) => address).join(', ')
  return new AddressRefusedError(`Connections to ${hostname} (${found}) are not allowed`)
}

function createBlockList(blocks: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const block of blocks.split(' ')) {
    const [network = '', prefix] = block.split('/')
    list.addSubnet(network, Number(prefix), family)
  }
  return list
}
