import type { ConfigOf } from '@kivuko/config'
import { cacheSettings } from './cache-settings.ts'
import { idleSettings } from './idle-settings.ts'
import { observationSettings } from './observation-settings.ts'
import { serverSettings } from './server-settings.ts'
import { upstreamSettings } from './upstream-settings.ts'
import { warmingSettings } from './warming-settings.ts'

/** Every variable of the framework, by the name of its value. */
export const frameworkSchema = {
  ...serverSettings,
  ...upstreamSettings,
  ...cacheSettings,
  ...warmingSettings,
  ...observationSettings,
  ...idleSettings,
}

/** The values of the framework's variables. Times are in ms. */
export type FrameworkSettings = ConfigOf<typeof frameworkSchema>

/** Variables that an adapter may declare too, to demand them or to give them a default. */
export const sharedVariables = ['API_KEY', 'API_ENDPOINT', 'WS_API_KEY', 'WS_API_ENDPOINT'] as const
