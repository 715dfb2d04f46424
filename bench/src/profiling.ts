import type { Ground } from './ground.ts'

/** Makes a program leave its CPU profile in the folder that was asked for, if there is one. */
export function profiling({ profileFolder }: Ground, name: string): readonly string[] {
  if (profileFolder === undefined) return []
  return ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${name}.cpuprofile`]
}
