import type { Metrics } from './metrics.ts'

/** Shows what this process takes of its machine, under the names that Prometheus's clients use. */
export function observeProcess(metrics: Metrics): void {
  const observe = (name: string, help: string, read: () => number): void =>
    metrics.observed({ name, help }, read)
  observe('process_resident_memory_bytes', 'Resident memory of the process.', () =>
    process.memoryUsage.rss(),
  )
  observe('nodejs_heap_size_used_bytes', 'Memory in use by objects.', () => {
    return process.memoryUsage().heapUsed
  })
  observe('process_cpu_seconds_total', 'Time of processors that the process has used.', () => {
    const { system, user } = process.cpuUsage()
    return (system + user) / 1_000_000
  })
  const startSeconds = performance.timeOrigin / 1_000
  observe('process_start_time_seconds', 'When the process began, since the epoch.', () => {
    return startSeconds
  })
}
