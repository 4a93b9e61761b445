import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

/** Tests that need no server: they are fast, run first, and run alone if you ask for it. */
const UNIT_TESTS = ['test/{domain,lib,shopify,linnworks,sandbox}/**/*.test.ts', 'test/*.test.ts']

/** `npx vitest run --project unit` for the fast half; a file's path works as ever. */
export default defineConfig({
  test: {
    pool: 'forks',
    // A process takes one file after the other: loading Temporal anew for each took a sixth of the run.
    isolate: false,
    // Many tests start processes of Waybill: what they load is compiled once.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'waybill-compile-cache') },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: UNIT_TESTS,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          maxWorkers: '100%',
          // From 1: on a machine for one worker vitest puts group 0 last.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: UNIT_TESTS,
          globalSetup: 'test/support/global-setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // They mostly wait, for servers that need the rest of the machine.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
