import { type OrderWish, toOrderInput } from '../order-wish.ts'
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

/**
 * Places orders as `orderCreate` does, without a call or a point for each. Answers them in
 * the order of their wishes; throws where the vendor would refuse one.
 */
export function placeOrders(world: World, shop: string, wishes: readonly OrderWish[]): BulkOrder[] {
  const setup = world.setups.get(shop)
  if (setup === undefined) throw new Error(`There is no shop ${shop}`)
  const { currency: currencyCode, taxesIncluded } = setup
  const options = { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' }
  const placeOne = (wish: OrderWish): BulkOrder => {
    // As it would come over the wire, where what is undefined is absent.
    const text = JSON.stringify(toOrderInput(wish, { currencyCode, taxesIncluded }))
    const order: OrderCreateInput = JSON.parse(text)
    const answer = orderCreate({ order, options }, { world, setup })
    if (answer.order === null) throw new Error(JSON.stringify(answer.userErrors))
    const placed = world.orders.get(answer.order.legacyResourceId)
    if (placed === undefined) throw new Error('An order that was placed is not there')
    return toBulkOrder(placed)
  }
  const placed: BulkOrder[] = []
  for (let start = 0; start < wishes.length; start += atATime) {
    const some = wishes.slice(start, start + atATime)
    world.store.transaction(() => placed.push(...some.map(placeOne)))
  }
  return placed
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
