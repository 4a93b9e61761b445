import { z } from 'zod'
import { startLinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { startShopifyTwin } from '../../sandbox/shopify/index.ts'
import * as world from '../../sandbox/world.ts'
import { serveDesk } from './desk-calls.ts'
import { benchAccount, benchShop, wishOrder } from './goods.ts'
import { createLogbook } from './journeys.ts'
import type { TwinsDesk } from './twins-desk.ts'
import { standInLinnworks } from './waiting-orders.ts'

const ArgumentsSchema = z.object({
  plan: z.enum(['standard', 'plus']),
  chargesEachNode: z.boolean(),
  ports: z.object({ desk: z.number(), shopify: z.number(), linnworks: z.number() }),
})

/** Both twins in a process of their own, and the desk at which the driver asks things of them. */
const { plan, chargesEachNode, ports } = ArgumentsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
const logbook = createLogbook()
// Orders that stood for hours were placed by a clock that was behind.
let clockBehindMs = 0
const clock = () => Date.now() - clockBehindMs
const [shopify, linnworks] = await Promise.all([
  startShopifyTwin({
    port: ports.shopify,
    shops: [{ ...benchShop(plan), chargesEachNode }],
    clock,
    watchCalls: logbook.noteShopifyCall,
    watchDeliveries: logbook.noteDelivery,
  }),
  startLinnworksTwin({
    port: ports.linnworks,
    setup: benchAccount,
    clock,
    watchCalls: logbook.noteLinnworksCall,
  }),
])
let placed: readonly string[] = []

const orders = (count: number) => Array.from({ length: count }, (_, index) => wishOrder(index))
const CountSchema = z.object({ count: z.number() })

const desk: {
  [Name in keyof TwinsDesk]: (input: unknown) => Awaited<ReturnType<TwinsDesk[Name]>>
} = {
  placeOrders: (input) => {
    const { count } = CountSchema.parse(input)
    shopify.webhooks.withhold()
    placed = shopify.placeOrders(world.AURORA.shop, orders(count)).map(({ orderId }) => orderId)
    return placed
  },
  setRoundTrip: (input) => {
    const { ms } = z.object({ ms: z.number() }).parse(input)
    shopify.setRoundTrip(ms)
    linnworks.setRoundTrip(ms)
    return null
  },
  release: (input) => {
    shopify.webhooks.release(z.object({ withinMs: z.number() }).parse(input).withinMs)
    return null
  },
  standOrders: (input) => {
    const { count } = CountSchema.parse(input)
    shopify.webhooks.withhold()
    clockBehindMs = 3 * 3_600_000
    try {
      // Without shipping, whose price would have to be told to Linnworks too.
      const wishes = orders(count).map(({ lines, taxRate = 0 }) => ({ lines, taxRate }))
      const standing = shopify.placeOrders(world.AURORA.shop, wishes)
      return standInLinnworks(linnworks.backroom, standing)
    } finally {
      shopify.webhooks.discard()
      clockBehindMs = 0
    }
  },
  dispatch: (input) => {
    const { references } = z.object({ references: z.array(z.string()) }).parse(input)
    const ids = new Map(linnworks.backroom.listOrders().map((each) => [each.reference, each.id]))
    references.forEach((reference, index) => {
      const trackingNumber = `BENCH${String(index + 1).padStart(8, '0')}`
      linnworks.backroom.dispatch({ orderId: ids.get(reference) ?? '', trackingNumber })
    })
    return null
  },
  counts: () => {
    const { shops, webhooks } = shopify.stats()
    const counted = shops[world.AURORA.shop]
    if (counted === undefined) throw new Error('The shop is not counted')
    return { shopify: counted, linnworks: linnworks.stats(), webhooks }
  },
  journeys: () => logbook.listJourneys(placed, linnworks.backroom.listOrders()),
  acknowledgements: () => logbook.listAcknowledgements(),
  copies: () => {
    const copies: Record<string, number> = {}
    for (const { reference } of linnworks.backroom.listOrders()) {
      copies[reference] = (copies[reference] ?? 0) + 1
    }
    return copies
  },
}

await serveDesk(desk, {
  port: ports.desk,
  onEnd: async () => {
    await Promise.all([shopify.stop(), linnworks.stop()])
  },
})
