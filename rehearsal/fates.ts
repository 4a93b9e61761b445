import { skuCause } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import { VARIANTS } from '../sandbox/goods.ts'
import type { OrderWish, PlacedOrder } from '../sandbox/shopper.ts'
import type { WarehouseOrder } from '../sandbox/warehouse.ts'
import { AURORA } from '../sandbox/world.ts'
import { cancelOrder, createOrderDesk, orderWorkflowId } from '../workflows/contract.ts'
import type { Stack } from './stack.ts'
import { eventually } from './eventually.ts'

/** What can happen to an order, as people make it happen, and how it ends. */
export interface Fate {
  readonly title: string
  readonly wish: OrderWish
  /** Where its life ends, or comes to rest until a person decides. */
  readonly end: Stage
  /** What shoppers, staff and the warehouse do about it, each when its time has come. */
  readonly live: (stack: Stack, order: PlacedOrder) => Promise<void>
  /** No webhook of it arrives. */
  readonly webhooksLost?: boolean
}

/** A SKU that Linnworks knows by another name than the shop does. */
export const renamedSku = { shop: 'TOWEL-LINEN', linnworks: 'LINEN-TOWEL-01' } as const

const one = (variant: string, quantity = 1) => ({
  variantId: `gid://shopify/ProductVariant/${variant}`,
  quantity,
})

export const fates: readonly Fate[] = [
  {
    title: 'two mugs, from one shelf to one door',
    wish: { lines: [one(VARIANTS.mug, 2)], shippingPrice: '3.95' },
    end: 'fulfilled',
    live: dispatchAll,
  },
  {
    title: 'a teapot from London and biscuits from Leeds: two parcels',
    wish: { lines: [one(VARIANTS.teapot), one(VARIANTS.biscuits, 2)], shippingPrice: '3.95' },
    end: 'fulfilled',
    live: dispatchAll,
  },
  {
    title: 'a tea set: a bundle, packed as its parts',
    wish: { lines: [one(VARIANTS.teaSet)] },
    end: 'fulfilled',
    live: dispatchAll,
  },
  {
    title: 'a towel that Linnworks knows by another SKU, until it is linked',
    wish: { lines: [one(VARIANTS.towel), one(VARIANTS.mug)] },
    end: 'fulfilled',
    live: async (stack, order) => {
      await awaitStage(stack, order, 'needsAttention')
      await linkTowel(stack)
      await dispatchAll(stack, order)
    },
  },
  {
    title: 'cancelled by staff in time',
    wish: { lines: [one(VARIANTS.earlGrey, 2)] },
    end: 'cancelled',
    live: async (stack, order) => {
      await awaitStage(stack, order, 'awaitingDispatch')
      const workflow = stack.client.workflow.getHandle(orderWorkflowId(AURORA.shop, order.orderId))
      await workflow.executeUpdate(cancelOrder, {
        args: [{ reason: 'CUSTOMER', actor: 'staff-7' }],
      })
    },
  },
  {
    title: 'cancelled by its customer when the parcel had left',
    wish: { lines: [one(VARIANTS.breakfastTea, 3)] },
    end: 'needsAttention',
    live: async (stack, order) => {
      for (const open of await awaitOpen(stack, order)) {
        await stack.warehouse.dispatch(parcelOf(open))
      }
      await stack.shopper.cancelOrder(order.id, { restock: false })
      await awaitStage(stack, order, 'needsAttention')
    },
  },
  {
    title: 'three packets in two parcels',
    wish: { lines: [one(VARIANTS.earlGrey, 3)], discountCode: { code: 'TEA10', percentage: 10 } },
    end: 'fulfilled',
    live: async (stack, order) => {
      const [open] = await awaitOpen(stack, order)
      const [line] = open?.lines ?? []
      if (open === undefined || line === undefined) throw new Error('there is nothing to split')
      const { itemNumber } = line
      const items = [{ itemNumber, quantity: 1 }]
      const child = await stack.warehouse.splitOff({ orderId: open.orderId, items })
      await stack.warehouse.dispatch(parcelOf(await stack.warehouse.getOrder(child)))
      await awaitStage(stack, order, 'partlyDispatched')
      await stack.warehouse.dispatch(parcelOf(open))
    },
  },
  {
    title: 'its webhooks are lost: the sweep finds it',
    wish: { lines: [one(VARIANTS.mug)] },
    webhooksLost: true,
    end: 'fulfilled',
    live: dispatchAll,
  },
  {
    title: 'a mug and a guide to read: only the mug is shipped',
    wish: { lines: [one(VARIANTS.mug), one(VARIANTS.brewingGuide)] },
    end: 'fulfilled',
    live: dispatchAll,
  },
  {
    title: 'only a guide to read: nothing to ship',
    wish: { lines: [one(VARIANTS.brewingGuide)] },
    end: 'skipped',
    live: () => Promise.resolve(),
  },
]

/** Lives one order from its placing to its end. */
export async function liveFate(
  stack: Stack,
  fate: Fate,
  placed: (order: PlacedOrder) => void,
): Promise<PlacedOrder> {
  const order = await stack.shopper.placeOrder(fate.wish)
  placed(order)
  await fate.live(stack, order)
  await awaitStage(stack, order, fate.end)
  return order
}

/** The warehouse sends everything that stands open of the order. */
async function dispatchAll(stack: Stack, order: PlacedOrder): Promise<void> {
  for (const open of await awaitOpen(stack, order)) {
    await stack.warehouse.dispatch(parcelOf(open))
  }
}

async function awaitOpen(stack: Stack, order: PlacedOrder): Promise<readonly WarehouseOrder[]> {
  await awaitStage(stack, order, 'awaitingDispatch')
  const open = await stack.warehouse.listOpenOrders()
  return open.filter(({ reference }) => reference.split('-')[0] === order.orderId)
}

async function awaitStage(stack: Stack, order: PlacedOrder, stage: Stage): Promise<void> {
  await eventually(`order ${order.name} is ${stage}`, async () => {
    const row = await stack.ledger.orders.find({ shop: AURORA.shop, orderId: order.orderId })
    return row?.stage === stage
  })
}

/** What `waybill link sku` does: writes the link, and wakes whoever waits for it. */
async function linkTowel({ ledger, client }: Stack): Promise<void> {
  const { shop } = AURORA
  await ledger.links.linkSku({
    shop,
    sku: renamedSku.shop,
    linnworksSku: renamedSku.linnworks,
    actor: 'staff-7',
  })
  const desk = createOrderDesk(client.workflow)
  for (const waiting of await ledger.exceptions.listWaiting([skuCause(shop, renamedSku.shop)])) {
    await desk.retryNow(waiting)
  }
}

function parcelOf({ orderId, number }: WarehouseOrder) {
  return { orderId, vendor: 'Royal Mail', trackingNumber: `RM${number}GB` }
}
