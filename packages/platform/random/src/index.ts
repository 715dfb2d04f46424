export type { Random } from './random.ts'
export { systemRandom } from './system-random.ts'
export { createSeededRandom } from './seeded-random.ts'
