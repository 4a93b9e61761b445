import type { WorkflowHandle } from '@temporalio/client'
import type { Scenario } from './scenario.ts'

interface Swept {
  readonly handle: WorkflowHandle
}

export const ordersSwept: Scenario<Swept> = {
  name: 'orders-swept',
  play: async (host) => ({
    handle: await host.sweep('orderSweepWorkflow', {
      sweepOrders: async () => ({ seen: 3, handed: 2 }),
    }),
  }),
}

export const dispatchesSwept: Scenario<Swept> = {
  name: 'dispatches-swept',
  play: async (host) => ({
    handle: await host.sweep('dispatchSweepWorkflow', {
      sweepDispatches: async () => ({ seen: 5, handed: 1 }),
    }),
  }),
}

export const causesReviewed: Scenario<Swept> = {
  name: 'causes-reviewed',
  play: async (host) => ({
    handle: await host.sweep('causeReviewWorkflow', {
      reviewCauses: async () => ({ open: 2, cured: 1, woken: 4 }),
    }),
  }),
}

export const duplicatesSwept: Scenario<Swept> = {
  name: 'duplicates-swept',
  play: async (host) => ({
    handle: await host.sweep('duplicateSweepWorkflow', {
      sweepDuplicates: async () => ({ seen: 900, suspected: 3, cancelled: 1, reported: 2 }),
    }),
  }),
}
