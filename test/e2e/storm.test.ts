import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { FaultKindSchema } from '../../sandbox/faults.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { startTestStack } from '../support/stack.ts'
import { buy, dispatch, stageOf } from './people.ts'

const stormMs = 20_000
const orderCount = 24
const seed = 20261123

/** What Waybill asks. What only people ask stays unharmed. */
const operations = {
  linnworks: [
    'AuthorizeByApplication',
    'CreateOrders',
    'GetOrdersById',
    'GetOrderDetailsByReferenceId',
    'GetStockItemIdsBySKU',
    'SearchProcessedOrders',
    'CancelOrder',
    'GetOrderRelations',
  ],
  shopify: ['order', 'orders', 'fulfillmentCreate', 'fulfillmentOrderSplit'],
} as const

describe('a day on which everything fails now and then', () => {
  let stack: Stack

  beforeAll(async () => {
    stack = await startTestStack({
      twins: { linnworks: { deduplication: 'racing' } },
      webhookFaults: { lostShare: 0.2, duplicateShare: 0.1, shuffle: true },
    })
  })
  afterAll(() => stack.stop())

  test('orders are injected, dispatched and cancelled through it, each exactly once', async () => {
    brew()
    const calm = performance.now() + stormMs
    const placed: PlacedOrder[] = []
    const cancelled = new Set<PlacedOrder>()
    const sent = new Set<PlacedOrder>()
    await eventually('the storm is over', async () => {
      if (placed.length < orderCount) placed.push(await buy(stack, variantOf(placed.length)))
      // Every sixth changes their mind while their order is on its way.
      const regretted = placed.find((order, index) => index % 6 === 5 && !cancelled.has(order))
      if (regretted !== undefined) {
        cancelled.add(regretted)
        await stack.shopper.cancelOrder(regretted.id, { restock: false })
      }
      await sendDue()
      return placed.length === orderCount && performance.now() > calm
    })
    stack.linnworks.faults.clear()
    stack.shopify.faults.clear()
    const struck = [stack.linnworks, stack.shopify].flatMap(({ faults }) =>
      Object.values(faults.struck),
    )
    expect(struck.reduce((total, count) => total + count, 0)).toBeGreaterThan(20)

    await eventually('every order has come to its end', async () => {
      await sendDue()
      const stages = await Promise.all(placed.map((order) => stageOf(stack, order)))
      return placed.every((order, index) =>
        isWanted(order)
          ? stages[index] === 'fulfilled'
          : stages[index] === 'cancelled' || stages[index] === 'skipped',
      )
    })
    const report = await auditStack(stack, [])
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ orders: orderCount, fulfilled: orderCount - cancelled.size })
    await eventually('the ledger knows of no outage', async () => {
      return (await stack.ledger.outages.list()).length === 0
    })

    /** The warehouse looks when there is something new: Linnworks counts its calls too. */
    async function sendDue(): Promise<void> {
      const stages = await Promise.all(placed.map((order) => stageOf(stack, order)))
      const due = placed.filter(
        (order, index) =>
          isWanted(order) && !sent.has(order) && stages[index] === 'awaitingDispatch',
      )
      if (due.length === 0) return
      await insist(() => dispatch(stack, due))
      for (const order of due) sent.add(order)
    }

    function isWanted(order: PlacedOrder): boolean {
      return !cancelled.has(order) && placed.indexOf(order) % 6 !== 5
    }
  }, 120_000)

  /** Each rule strikes one call, the so-and-so-many-th of its operation: the same ones every day. */
  function brew(): void {
    const random = randomOf(seed)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
    for (const vendor of ['linnworks', 'shopify'] as const) {
      for (let rule = 0; rule < 120; rule += 1) {
        const operation = pick<string>(operations[vendor])
        const skip = Math.floor(random() * 60)
        const fault = {
          operation,
          skip,
          kind: pick(FaultKindSchema.options),
          delayMs: 300 + 1200 * random(),
        }
        stack[vendor].faults.add(fault)
      }
    }
  }
})

function variantOf(index: number): string {
  const { mug, breakfastTea, earlGrey, teaSet, biscuits } = VARIANTS
  return [mug, breakfastTea, earlGrey, teaSet, biscuits][index % 5]!
}

/** People who are refused try again. */
async function insist(act: () => Promise<void>): Promise<void> {
  await eventually('somebody got through', () =>
    act().then(
      () => true,
      () => false,
    ),
  )
}

/** Numbers from 0 to 1, the same ones for the same seed (a linear congruential generator). */
function randomOf(start: number): () => number {
  const modulus = 2 ** 31
  let state = start % modulus
  return () => {
    state = (state * 48_271 + 12_345) % modulus
    return state / modulus
  }
}
