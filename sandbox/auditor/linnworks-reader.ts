import { z } from 'zod'
import { createLinnworksCaller, type LinnworksCaller } from '../linnworks-caller.ts'
import {
  OrderDetailsSchema,
  toCarriedOrder,
  type CarriedOrder,
  type LinnworksTruth,
} from './linnworks-truth.ts'
import { patiently } from './patience.ts'

export interface AuditedLinnworks {
  readonly authUrl: string
  readonly applicationId: string
  readonly applicationSecret: string
  readonly token: string
}

const SOURCE = 'WAYBILL'
const SEARCH_PAGE = 100
const READ_BATCH = 100

/** Every order of Source WAYBILL that the account has, open, dispatched or cancelled. */
export async function readLinnworks(options: AuditedLinnworks): Promise<LinnworksTruth> {
  const api = patient(createLinnworksCaller(options))
  // Open ones first: an order that is processed meanwhile is then in both lists, not in neither.
  const ids = new Set([...(await listOpen(api)), ...(await listProcessed(api))])
  const orders = (await readOrders(api, [...ids])).filter(({ source }) => source === SOURCE)
  const parents = await readParents(api, orders)
  return {
    orders,
    isFamily: (one, other) =>
      rootOf(parents, one.linnworksOrderId) === rootOf(parents, other.linnworksOrderId),
  }
}

function patient({ get, post }: LinnworksCaller): LinnworksCaller {
  return {
    get: (path) => patiently(() => get(path)),
    post: (path, body) => patiently(() => post(path, body)),
  }
}

async function listOpen(api: LinnworksCaller): Promise<string[]> {
  const locations = z
    .array(z.object({ StockLocationId: z.string() }))
    .parse(await api.get('Inventory/GetStockLocations'))
  const lists = await Promise.all(
    locations.map(({ StockLocationId: fulfilmentCenter }) =>
      api.post('Orders/GetAllOpenOrders', { fulfilmentCenter }),
    ),
  )
  return lists.flatMap((list) => z.array(z.string()).parse(list))
}

/** Oldest first, so that what is processed meanwhile does not shift the pages. */
async function listProcessed(api: LinnworksCaller): Promise<string[]> {
  const ids: string[] = []
  for (let page = 1; ; page += 1) {
    const { ProcessedOrders } = ProcessedSchema.parse(
      await api.post('ProcessedOrders/SearchProcessedOrders', {
        request: {
          DateField: 'processed',
          FromDate: '2000-01-01T00:00:00Z',
          ToDate: '2100-01-01T00:00:00Z',
          PageNumber: page,
          ResultsPerPage: SEARCH_PAGE,
          SearchFilters: [{ SearchField: 'Source', SearchTerm: SOURCE }],
          SearchSorting: { SortField: 'dProcessedOn', SortDirection: 'ASC' },
        },
      }),
    )
    ids.push(...ProcessedOrders.Data.map(({ pkOrderID }) => pkOrderID))
    if (page >= ProcessedOrders.TotalPages) return ids
  }
}

async function readOrders(api: LinnworksCaller, ids: readonly string[]) {
  const orders: (CarriedOrder & { readonly source: string })[] = []
  for (let start = 0; start < ids.length; start += READ_BATCH) {
    const pkOrderIds = ids.slice(start, start + READ_BATCH)
    const details = await api.post('Orders/GetOrdersById', { pkOrderIds })
    orders.push(...z.array(OrderDetailsSchema).parse(details).map(toCarriedOrder))
  }
  return orders
}

/** Child to parent, of live orders that share their reference. */
async function readParents(
  api: LinnworksCaller,
  orders: readonly CarriedOrder[],
): Promise<ReadonlyMap<string, string>> {
  const parents = new Map<string, string>()
  const live = orders.filter(({ state }) => state !== 'cancelled')
  const namesakes = Object.groupBy(live, ({ shop, reference }) => `${shop} ${reference}`)
  for (const group of Object.values(namesakes)) {
    if (group === undefined || group.length < 2) continue
    for (const { linnworksOrderId } of group) {
      const relations = await api.get(`Orders/GetOrderRelations?orderId=${linnworksOrderId}`)
      for (const each of RelationsSchema.parse(relations)) {
        parents.set(each.ChildOrderId, each.ParentOrderId)
      }
    }
  }
  return parents
}

function rootOf(parents: ReadonlyMap<string, string>, id: string): string {
  const seen = new Set<string>()
  let root = id
  for (let next = parents.get(root); next !== undefined && !seen.has(next);) {
    seen.add(next)
    root = next
    next = parents.get(root)
  }
  return root
}

const ProcessedSchema = z.object({
  ProcessedOrders: z.object({
    TotalPages: z.number(),
    Data: z.array(z.object({ pkOrderID: z.string() })),
  }),
})

const RelationsSchema = z.array(z.object({ ParentOrderId: z.string(), ChildOrderId: z.string() }))
