import { type OrderWish, toOrderInput } from '../order-wish.ts'
import type { UserError } from './errors.ts'
import { gid } from './gid.ts'
import { orderCreate } from './order-create.ts'
import type { OrderCreateInput } from './order-input.ts'
import type { StoredOrder } from './state.ts'
import type { World } from './world.ts'

/** An order that was placed in bulk, with what its Linnworks order would be made of. */
export interface BulkOrder {
  readonly orderId: string
  readonly name: string
  /** Where its first line ships from. */
  readonly locationId: string
  readonly lines: readonly {
    readonly lineId: string
    readonly sku: string
    readonly title: string
    readonly quantity: number
    readonly unitPriceMinor: number
  }[]
}

/** As many as are kept in one transaction. */
const atATime = 500

/** A sale over the counter: the goods leave with the customer. */
export interface StoreSale {
  readonly locationId: string
  readonly lines: OrderWish['lines']
}

/**
 * Places orders as `orderCreate` does, without a call or a point for each. Answers them in
 * the order of their wishes; throws where the vendor would refuse one.
 */
export function placeOrders(world: World, shop: string, wishes: readonly OrderWish[]): BulkOrder[] {
  const placed: BulkOrder[] = []
  for (let start = 0; start < wishes.length; start += atATime) {
    const some = wishes.slice(start, start + atATime)
    world.store.transaction(() => placed.push(...some.map((wish) => placeOne(world, shop, wish))))
  }
  return placed
}

/** Places an order if the shop has what it asks for; undefined where the customer finds it sold. */
export function tryOrder(world: World, shop: string, wish: OrderWish): BulkOrder | undefined {
  const behaviour = 'DECREMENT_OBEYING_POLICY'
  return world.store.transaction(() => {
    const { order, userErrors } = create(world, shop, wish, { behaviour })
    const soldOut = userErrors.some(({ code }) => code === 'INVENTORY_CLAIM_FAILED')
    if (order === undefined && !soldOut) throw new Error(JSON.stringify(userErrors))
    return order
  })
}

/** Sells over the counter, whatever the shop believes to have. */
export function sellInStore(
  world: World,
  shop: string,
  { locationId, lines }: StoreSale,
): BulkOrder {
  const wish = { lines, sourceName: 'pos' }
  return world.store.transaction(() => placeOne(world, shop, wish, locationId))
}

function placeOne(world: World, shop: string, wish: OrderWish, handedOverAt?: string): BulkOrder {
  const behaviour = 'DECREMENT_IGNORING_POLICY'
  const { order, userErrors } = create(world, shop, wish, {
    behaviour,
    ...(handedOverAt === undefined ? {} : { handedOverAt }),
  })
  if (order === undefined) throw new Error(JSON.stringify(userErrors))
  return order
}

function create(
  world: World,
  shop: string,
  wish: OrderWish,
  how: { readonly behaviour: string; readonly handedOverAt?: string },
): { readonly order: BulkOrder | undefined; readonly userErrors: readonly UserError[] } {
  const setup = world.setups.get(shop)
  if (setup === undefined) throw new Error(`There is no shop ${shop}`)
  const { currency: currencyCode, taxesIncluded } = setup
  // As it would come over the wire, where what is undefined is absent.
  const text = JSON.stringify(toOrderInput(wish, { currencyCode, taxesIncluded }))
  const input: OrderCreateInput = JSON.parse(text)
  const order: OrderCreateInput =
    how.handedOverAt === undefined
      ? input
      : {
          ...input,
          fulfillmentStatus: 'FULFILLED',
          fulfillment: { locationId: gid('Location', how.handedOverAt) },
        }
  const options = { inventoryBehaviour: how.behaviour }
  const answer = orderCreate({ order, options }, { world, setup })
  const placed = answer.order === null ? undefined : world.orders.get(answer.order.legacyResourceId)
  return {
    order: placed === undefined ? undefined : toBulkOrder(placed),
    userErrors: answer.userErrors,
  }
}

function toBulkOrder({ id, name, lines, fulfillmentOrders }: StoredOrder): BulkOrder {
  return {
    orderId: id,
    name,
    locationId: fulfillmentOrders[0]?.locationId ?? '',
    lines: lines.map((line) => ({
      lineId: line.id,
      sku: line.sku ?? '',
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
    })),
  }
}
