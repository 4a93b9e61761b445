import type { WorkflowHandle } from '@temporalio/client'
import type { Scenario } from './scenario.ts'

interface Swept {
  readonly handle: WorkflowHandle
}

export const stockPushed: Scenario<Swept> = {
  name: 'stock-pushed',
  play: async (host) => ({
    handle: await host.sweep('stockPushWorkflow', {
      pushShopStock: async () => ({ levels: 900, written: 40, skipped: 7, waiting: 2 }),
    }),
  }),
}

export const stockPushStopped: Scenario<Swept> = {
  name: 'stock-push-stopped',
  play: async (host) => ({
    handle: await host.sweep('stockPushWorkflow', {
      pushShopStock: async () => ({
        ...{ levels: 250, written: 3, skipped: 0, waiting: 0 },
        stopped: 'Linnworks returned 12 items, and 900 the time before.',
      }),
    }),
  }),
}

export const hotStockPushed: Scenario<Swept> = {
  name: 'hot-stock-pushed',
  play: async (host) => ({
    handle: await host.sweep('hotStockWorkflow', {
      pushHotStock: async () => ({ rounds: 50, written: 9, waiting: 1 }),
    }),
  }),
}
