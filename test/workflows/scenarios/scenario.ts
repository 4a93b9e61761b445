import type { WorkflowHandle } from '@temporalio/client'
import type { FakeWorld } from '../fakes.ts'
import type { Host } from '../host.ts'
import type { OrderOnTest } from '../order-on-test.ts'

/** One path through a workflow: a test judges how it went, and its history is replayed for ever. */
export interface Scenario<Played extends { readonly handle: WorkflowHandle }> {
  /** Names its recorded history. */
  readonly name: string
  play(host: Host): Promise<Played>
}

/** A path of an order, from before its first message to the end of its last run. */
export function orderScenario(
  name: string,
  path: {
    readonly world: () => FakeWorld
    readonly play: (order: OrderOnTest) => Promise<unknown>
  },
): Scenario<OrderOnTest> {
  return {
    name,
    play: async (host) => {
      const order = host.place(path.world())
      await path.play(order)
      await order.ends()
      return order
    },
  }
}
