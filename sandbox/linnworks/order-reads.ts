import { z } from 'zod'
import type { StoredOrder } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { toOrderDetails } from './order-wire.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState } from './state.ts'

const MAX_BY_REFERENCE = 50
const VIEW_DETAILS = 'GlobalPermissions.OrderBook.ViewOrderDetailsNode'

/** The reads of single orders. An unknown id is left out of a list, never an error. */
export function orderReadOperations(state: LinnworksState): Operation[] {
  const details = (order: StoredOrder) => toOrderDetails(state, order)
  const known = (ids: readonly string[]) =>
    [...new Set(ids)].map((id) => state.orders.get(id)).filter((order) => order !== undefined)

  return [
    operation({
      path: '/api/Orders/GetOrdersById',
      perMinute: 250,
      permission: VIEW_DETAILS,
      input: z.object({ pkOrderIds: z.array(GuidSchema) }),
      run: ({ pkOrderIds }) => answer(known(pkOrderIds).map(details)),
    }),
    operation({
      method: 'GET',
      path: '/api/Orders/GetOrderDetailsByReferenceId',
      perMinute: 250,
      permission: VIEW_DETAILS,
      input: z.object({ referenceid: z.string() }),
      run: ({ referenceid }) =>
        answer(state.orders.listByReference(referenceid).slice(0, MAX_BY_REFERENCE).map(details)),
    }),
    operation({
      method: 'GET',
      path: '/api/Orders/GetOrderDetailsByNumOrderId',
      perMinute: 250,
      permission: VIEW_DETAILS,
      input: z.object({ orderid: z.coerce.number().int() }),
      run: ({ orderid }) => {
        const order = state.orders.findByNumber(orderid)
        return answer(order === undefined ? {} : details(order))
      },
    }),
    operation({
      path: '/api/OpenOrders/GetOpenOrdersDetails',
      perMinute: 150,
      permission: VIEW_DETAILS,
      bound: true,
      input: z.object({
        OrderIds: z.array(GuidSchema),
        DetailLevel: z
          .array(z.enum(['FOLDER', 'NOTES', 'IDENTIFIERS', 'EXTENDEDPROPERTIES', 'BINRACKS']))
          .nullish(),
      }),
      run: ({ OrderIds, DetailLevel }) => {
        const open = known(OrderIds).filter((order) => order.processedAt === null)
        const wants = (level: 'NOTES' | 'EXTENDEDPROPERTIES') =>
          !DetailLevel?.length || DetailLevel.includes(level)
        return answer({
          Orders: open.map(details).map((order) => ({
            ...order,
            Notes: wants('NOTES') ? order.Notes : [],
            ExtendedProperties: wants('EXTENDEDPROPERTIES') ? order.ExtendedProperties : [],
          })),
        })
      },
    }),
    operation({
      path: '/api/Orders/GetAllOpenOrders',
      perMinute: 250,
      permission: 'GlobalPermissions.OrderBook.OpenOrdersNode',
      input: z.object({
        filters: FiltersSchema.nullish(),
        sorting: z.unknown().optional(),
        fulfilmentCenter: GuidSchema.nullish(),
        additionalFilter: z.string().nullish(),
        exactMatch: z.boolean().nullish(),
      }),
      run: (input) => {
        // No location means Default, and never all of them.
        const locationId = input.fulfilmentCenter ?? DEFAULT_LOCATION_ID
        const filters = Object.entries(input.filters ?? {}).filter(([, value]) => value?.length)
        if (filters.length > 0) throw new Refusal('The sandbox knows no field filters.', 501)
        const found = state.orders
          .listOpen()
          .filter((order) => order.locationId === locationId)
          .filter((order) =>
            matches(order, input.additionalFilter ?? '', input.exactMatch ?? false),
          )
        return answer(found.map((order) => order.id))
      },
    }),
  ]
}

const FiltersSchema = z.record(z.string(), z.array(z.unknown()).nullish())

function matches(order: StoredOrder, term: string, exact: boolean): boolean {
  if (term === '') return true
  const fields = [
    String(order.number),
    order.reference,
    order.secondaryReference,
    order.externalReference,
    order.source,
    order.subSource,
    order.address.FullName,
  ]
  return fields.some((field) => (exact ? field === term : (field ?? '').includes(term)))
}
