import type { HttpServer } from '@kivuko/http'

/** Where to listen, and which setting says so. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
  readonly setting: string
}

/** Listens; what keeps it from it is thrown in words that name the setting. */
export async function listenInWords(
  server: HttpServer,
  { host, port, setting }: ListenAddress,
): Promise<number> {
  try {
    return await server.listen({ host, port })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    // A machine without IPv6 has no `::`, which stands for all addresses.
    if (code === 'EAFNOSUPPORT' && host === '::') {
      return listenInWords(server, { host: '0.0.0.0', port, setting })
    }
    throw new Error(wordsFor(code, { host, port, setting }), { cause })
  }
}

function wordsFor(code: unknown, { host, port, setting }: ListenAddress): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: set ${setting} to a free one`
    case 'EACCES':
      return `Port ${port} may not be used: set ${setting} to one above 1023`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}: set EA_HOST to one that it has`
    default:
      return `Port ${port} (${setting}) of ${host} cannot be listened on: ${String(code)}`
  }
}
