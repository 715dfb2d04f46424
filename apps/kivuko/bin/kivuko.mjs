#!/usr/bin/env node
import { launch } from '@kivuko/launch'

await launch(() => import('../src/main.ts'))
