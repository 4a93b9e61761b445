import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { ShopOrder } from '../domain/order.ts'
import { ApiError } from '../lib/api-error.ts'
import { createGatherer, type Gatherer } from '../lib/gather.ts'
import { watchRush } from '../lib/rush.ts'
import type { LinnworksClient, StockItem } from '../linnworks/index.ts'
import {
  type FulfillmentState,
  mostOrdersARead,
  mostStatesARead,
  type OpenFulfillment,
  type ShopifyClient,
} from '../shopify/index.ts'
import { currentPriority, type Priority } from './priorities.ts'

type MoneyKind = 'shop' | 'presentment'

/** Nobody waits for company in a read but behind reads that are under way, or in a rush. */
const lingerMs = 300
const rush = { count: 20, withinMs: 2000 }
const lingerInRushMs = 600
const readsAtOnce = 4

/**
 * If each is charged, these take a quarter of the smallest plan's points: with more at once, what is
 * restored would lie idle between two reads.
 */
const mostOrdersAtOnce = Math.min(13, mostOrdersARead)

/** Linnworks names no limit; its answers carry whole orders. */
const mostLinnworksOrders = 50
const mostSkus = 100

/** The same client, whose orders that are wanted at the same moment are read in one call. */
export function gatheredShopify(client: ShopifyClient): ShopifyClient {
  const ordersIn = (money: MoneyKind) =>
    gatherReads<ShopOrder>(mostOrdersAtOnce, (ids) => client.getOrders(ids, { money }))
  const orders = { shop: ordersIn('shop'), presentment: ordersIn('presentment') }
  const states = gatherReads<FulfillmentState>(mostStatesARead, (ids) =>
    client.getFulfillmentStates(ids),
  )
  const open = gatherReads<OpenFulfillment>(mostStatesARead, (ids) =>
    client.getOpenFulfillments(ids),
  )
  return withMethods(client, {
    getOrder: (orderId: string, { money }: { readonly money: MoneyKind }) => orders[money](orderId),
    getFulfillmentState: states,
    getOpenFulfillment: open,
  })
}

/** The same client; an order that is read alone is read with others, and so are SKUs. */
export function gatheredLinnworks(client: LinnworksClient): LinnworksClient {
  const orders = gatherReads<LinnworksOrder>(mostLinnworksOrders, async (ids) => {
    const found = await client.getOrdersById(ids)
    return new Map(found.map((order) => [order.linnworksOrderId.toLowerCase(), order]))
  })
  const items = gatherReads<StockItem>(mostSkus, async (skus) => {
    const found = await client.findStockItems(skus)
    return new Map(found.map((item) => [item.sku, item]))
  })
  return withMethods(client, {
    findStockItems: async (skus: readonly string[]) => {
      const found = await Promise.all([...new Set(skus)].map(items))
      return found.filter((item) => item !== undefined)
    },
    getOrdersById: async (ids: readonly string[]) => {
      const [id, ...more] = ids
      if (id === undefined || more.length > 0) return await client.getOrdersById(ids)
      const order = await orders(id.toLowerCase())
      return order === undefined ? [] : [order]
    },
  })
}

/** A client may be a proxy, whose methods cannot be listed: what is not replaced is inherited. */
function withMethods<Client extends object>(client: Client, methods: Partial<Client>): Client {
  const changed: Client = Object.create(client)
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(changed, name, { value, enumerable: true })
  }
  return Object.freeze(changed)
}

/** Reads by id, one line of waiting for each priority, so that the urgent waits for nobody else. */
function gatherReads<Answer>(
  most: number,
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer | ApiError>>,
): (id: string) => Promise<Answer | undefined> {
  const lines = new Map<Priority, Gatherer<string, Answer | undefined>>()
  const entries = watchRush(rush)
  const openLine = () =>
    createGatherer<string, Answer | undefined>({
      run: async (ids) => {
        const answers = await readApart(read, [...new Set(ids)])
        return ids.map((id) => answers.get(id))
      },
      most,
      lingerMs: () => (entries.isOn() ? lingerInRushMs : lingerMs),
      atOnce: readsAtOnce,
      expected: () => (entries.isOn() ? most : 0),
    })
  return async (id) => {
    entries.note()
    const priority = currentPriority()
    const line = lines.get(priority) ?? openLine()
    lines.set(priority, line)
    return await line.join(id)
  }
}

/**
 * One bad id, or one order that cannot be understood, fails the whole call: it is looked for in
 * halves, and its failure is its own.
 */
async function readApart<Answer>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer | ApiError>>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Answer | ApiError>> {
  try {
    return await read(ids)
  } catch (error) {
    const isOfOne = error instanceof ApiError && isBad(error)
    const [only, ...more] = ids
    if (!isOfOne || only === undefined) throw error
    if (more.length === 0) return new Map([[only, error]])
    const middle = Math.ceil(ids.length / 2)
    const halves = [ids.slice(0, middle), ids.slice(middle)]
    const answers = await Promise.all(halves.map((half) => readApart(read, half)))
    return new Map(answers.flatMap((each) => [...each]))
  }
}

function isBad({ details }: ApiError): boolean {
  return details.kind === 'rejected' || details.kind === 'malformed'
}
