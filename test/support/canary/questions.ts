import type { Dependencies } from '../../../activities/dependencies.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { duplicateSweepId } from '../../../workflows/contract.ts'
import { withMethods, withShop } from '../../e2e/guards/exchange.ts'
import { keyOf, linnworksIdOf } from '../matrix/scene.ts'
import { markedTracking } from './marks.ts'
import { placeMarked, send } from './people.ts'

const slowMs = 3000
const lateMs = 2500
/** Orders that Shopify shows a penny dearer than they are. */
const dearer = new Set<string>()

/** For `startStack`: what Waybill reads of such orders does not add up. */
export function readDearer(usual: Dependencies): Dependencies {
  return withShop(usual, (client) =>
    withMethods(client, {
      getOrder: async (orderId, how) => {
        const order = await client.getOrder(orderId, how)
        const isDearer = order !== undefined && dearer.has(orderId)
        return isDearer ? { ...order, totalMinor: order.totalMinor + 1 } : order
      },
    }),
  )
}

/** One after another, for a create that two of them share would be struck for both. */
export async function askPeople(stack: Stack): Promise<void> {
  await isDearer(stack)
  await isParkedOnArrival(stack)
  await standsTwice(stack)
  await leavesTwice(stack)
}

async function isDearer(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.mug, ({ orderId }) => dearer.add(orderId))
  await awaitQuestion(stack, order, 'TOTAL_MISMATCH')
}

async function isParkedOnArrival(stack: Stack): Promise<void> {
  const order = await placeMarked(stack, VARIANTS.mug, ({ orderId: about }) => {
    const slow = { operation: 'CreateOrders', kind: 'slow', delayMs: slowMs, about } as const
    stack.linnworks.faults.add(slow)
  })
  await awaitCopies(stack, order, 1)
  for (const id of copiesOf(stack, order)) await stack.warehouse.park(id)
  await awaitQuestion(stack, order, 'VERIFICATION_FAILED')
}

async function standsTwice(stack: Stack): Promise<void> {
  const order = await placeTwice(stack)
  const own = await linnworksIdOf(stack, order)
  for (const id of copiesOf(stack, order)) if (id !== own) await stack.warehouse.park(id)
  await stack.client.schedule.getHandle(duplicateSweepId).trigger()
  await awaitQuestion(stack, order, 'DUPLICATE_IN_LINNWORKS')
}

async function leavesTwice(stack: Stack): Promise<void> {
  const order = await placeTwice(stack)
  const own = await linnworksIdOf(stack, order)
  await send(stack, order)
  for (const orderId of copiesOf(stack, order)) {
    if (orderId !== own) {
      stack.linnworks.backroom.dispatch({ orderId, trackingNumber: markedTracking })
    }
  }
  await awaitQuestion(stack, order, 'PARCEL_UNMATCHED')
}

/** Its first create is carried out only after a second one was. */
async function placeTwice(stack: Stack): Promise<PlacedOrder> {
  const order = await placeMarked(stack, VARIANTS.breakfastTea, ({ orderId: about }) => {
    const late = { operation: 'CreateOrders', kind: 'lateCommit', delayMs: lateMs, about } as const
    stack.linnworks.faults.add(late)
  })
  await awaitCopies(stack, order, 2)
  await eventually('one of them is known', async () => {
    const [consignment] = await stack.ledger.consignments.list(keyOf(order))
    return consignment?.state === 'verified'
  })
  return order
}

function copiesOf({ linnworks }: Stack, { orderId }: PlacedOrder): readonly string[] {
  const all = linnworks.backroom.listOrders()
  return all.filter(({ reference }) => reference === orderId).map(({ id }) => id)
}

async function awaitCopies(stack: Stack, order: PlacedOrder, count: number): Promise<void> {
  await eventually(`${order.name} stands there ${count} times`, () =>
    Promise.resolve(copiesOf(stack, order).length === count),
  )
}

async function awaitQuestion(stack: Stack, order: PlacedOrder, code: string): Promise<void> {
  await eventually(`${order.name} is a question: ${code}`, async () => {
    return (await stack.ledger.exceptions.findOpen(keyOf(order)))?.code === code
  })
}
