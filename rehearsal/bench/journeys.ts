import type { KeptOrder } from '../../sandbox/linnworks/index.ts'
import type { SeenDelivery } from '../../sandbox/shopify/index.ts'
import type { SeenCall } from '../../sandbox/wire.ts'
import type { Journey } from './twins-desk.ts'

/** Writes down what the twins see. What it means is worked out when it is asked, not on the way. */
export interface Logbook {
  readonly noteShopifyCall: (call: SeenCall) => void
  readonly noteLinnworksCall: (call: SeenCall) => void
  readonly noteDelivery: (delivery: SeenDelivery) => void
  listJourneys(orderIds: readonly string[], kept: readonly KeptOrder[]): readonly Journey[]
  listAcknowledgements(): readonly number[]
}

type Span = [arrivedAtMs: number, answeredAtMs: number]

export function createLogbook(): Logbook {
  const shopifyCalls: SeenCall[] = []
  const createCalls: SeenCall[] = []
  const deliveries: SeenDelivery[] = []
  return {
    noteShopifyCall: (call) => {
      if (call.path.endsWith('/graphql.json')) shopifyCalls.push(call)
    },
    noteLinnworksCall: (call) => {
      if (call.path.endsWith('/CreateOrders')) createCalls.push(call)
    },
    noteDelivery: (delivery) => {
      deliveries.push(delivery)
    },
    listAcknowledgements: () =>
      deliveries.map(({ sentAtMs, answeredAtMs }) => answeredAtMs - sentAtMs),
    listJourneys: (orderIds, kept) => {
      const reads = gather(shopifyCalls, /gid:\/\/shopify\/Order\/(\d+)/g)
      const creates = gather(createCalls, /"ReferenceNumber":"(\d+)/g)
      const sent = new Map<string, number>()
      for (const { body, sentAtMs } of deliveries) {
        const orderId = /"id":(\d+)/.exec(body)?.[1]
        if (orderId !== undefined && !sent.has(orderId)) sent.set(orderId, sentAtMs)
      }
      const saved = new Map(kept.map(({ reference, savedAt }) => [reference, Date.parse(savedAt)]))
      return orderIds.map((orderId) => ({
        orderId,
        sentAtMs: sent.get(orderId) ?? null,
        savedAtMs: saved.get(orderId) ?? null,
        shopifyCalls: reads.get(orderId) ?? [],
        createCalls: creates.get(orderId) ?? [],
      }))
    },
  }
}

/** The calls by the order ids that their bodies name. */
function gather(calls: readonly SeenCall[], ids: RegExp): ReadonlyMap<string, Span[]> {
  const found = new Map<string, Span[]>()
  for (const { body, arrivedAtMs, answeredAtMs } of calls) {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const named = new Set([...text.matchAll(ids)].map(([, id]) => id ?? ''))
    for (const id of named) {
      const spans = found.get(id) ?? []
      spans.push([arrivedAtMs, answeredAtMs])
      found.set(id, spans)
    }
  }
  return found
}
