import type { ServerFolder } from './server-folder.ts'

/** Settings of a server by their names in `postgresql.conf`. */
export type ServerSettings = Readonly<Record<string, string>>

/** For one node on one machine: nothing listens on the network, nothing is replicated. */
const SETTINGS: ServerSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  wal_compression: 'on',
  // The workers of the other method speed up large scans of large tables, which nobody runs here.
  io_method: 'sync',
  jit: 'off',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  // Errors of statements go to those who sent them; the log has what concerns the server.
  log_min_messages: 'log',
  log_checkpoints: 'off',
}

/** What a crash of the machine may take, but none of a process: for tests. */
const NO_FSYNC: ServerSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

interface SettingsOptions {
  readonly folder: ServerFolder
  readonly socketDir: string
  readonly fsync: boolean
  readonly settings: ServerSettings
}

/** The server's arguments; `settings` win over ours, but for those that we find the server by. */
export function settingsArguments(options: SettingsOptions): string[] {
  const { folder, socketDir, fsync, settings } = options
  const all = { ...SETTINGS, ...(fsync ? {} : NO_FSYNC), ...settings }
  const ours = { cluster_name: folder.name, unix_socket_directories: socketDir }
  return Object.entries({ ...all, ...ours }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
