import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredOrder, StoredPostalService } from './documents.ts'
import { toMinor } from './money.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { getOrder, listOpenAmong } from './order-access.ts'
import { orderTotals } from './order-totals.ts'
import { toShippingInfo, toTotalsInfo } from './order-wire.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import { changed, type LinnworksState } from './state.ts'

const number = z.number().nullish()

/**
 * How a parcel travels. `SetOrderShippingInfo` replaces the whole info: what is left out becomes
 * zero, empty, or the default service, and the order's total moves with its postage. It works on
 * processed orders too, where a tracking number comes late; the vendor does not document that.
 */
export function shippingOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/SetOrderShippingInfo',
      perMinute: 250,
      input: z.object({
        orderId: GuidSchema,
        info: z.object({
          PostalServiceId: GuidSchema.nullish(),
          TotalWeight: number,
          ItemWeight: number,
          PostageCost: number,
          TrackingNumber: z.string().nullish(),
          ManualAdjust: z.boolean().nullish(),
        }),
      }),
      run: ({ orderId, info }) => {
        const order = getOrder(state, orderId)
        const service = state.postalServices.get(info.PostalServiceId ?? DEFAULT_LOCATION_ID)
        if (service === undefined) throw new Refusal('Postal service not found.')
        const next = ship(state, order, service, {
          costMinor: toMinor(info.PostageCost ?? 0),
          trackingNumber: info.TrackingNumber ?? '',
          totalWeight: info.TotalWeight ?? 0,
          itemWeight: info.ItemWeight ?? 0,
          manualAdjust: info.ManualAdjust ?? false,
        })
        const totals = orderTotals(next)
        return answer({
          TotalsInfo: toTotalsInfo(next, totals),
          ShippingInfo: toShippingInfo(next, totals),
        })
      },
    }),
    operation({
      path: '/api/Orders/ChangeShippingMethod',
      perMinute: 150,
      input: z.object({ orderIds: z.array(GuidSchema), shippingMethod: z.string() }),
      run: ({ orderIds, shippingMethod }) => {
        const service = findByName(state, shippingMethod)
        if (service === undefined) throw new Refusal('Shipping method not found.')
        const open = listOpenAmong(state, orderIds)
        state.transaction(() => open.forEach((order) => ship(state, order, service, {})))
        return answer(open.map((order) => order.id))
      },
    }),
    operation({
      method: 'GET',
      path: '/api/Orders/GetShippingMethods',
      perMinute: 150,
      input: z.object({}),
      run: () => {
        const services = [...state.postalServices.values()]
        const vendors = [...new Set(services.map((service) => service.vendor))]
        return answer(
          vendors.map((vendor) => ({
            Vendor: vendor,
            PostalServices: services
              .filter((service) => service.vendor === vendor)
              .map((service) => ({
                pkPostalServiceId: service.id,
                PostalServiceName: service.name,
                TrackingNumberRequired: false,
                Vendor: vendor,
                IntegratedServiceID: DEFAULT_LOCATION_ID,
              })),
          })),
        )
      },
    }),
  ]
}

/**
 * The first postal service that bears one of the names; else one saved under `save`, with no
 * courier; else Default.
 */
export function findPostalService(
  state: LinnworksState,
  wanted: {
    readonly names: readonly (string | null | undefined)[]
    readonly save: string | null | undefined
  },
): StoredPostalService {
  for (const name of wanted.names) {
    const service = name ? findByName(state, name) : undefined
    if (service !== undefined) return service
  }
  if (wanted.save) {
    const service = { id: randomUUID(), name: wanted.save, vendor: 'NONE' }
    state.postalServices.put(service.id, service)
    return service
  }
  const fallback = state.postalServices.get(DEFAULT_LOCATION_ID)
  if (fallback === undefined) throw new Error('the default postal service is missing')
  return fallback
}

function findByName(state: LinnworksState, name: string): StoredPostalService | undefined {
  return [...state.postalServices.values()].find((service) => service.name === name)
}

function ship(
  state: LinnworksState,
  order: StoredOrder,
  service: StoredPostalService,
  change: Partial<StoredOrder['postage']>,
): StoredOrder {
  const { id: serviceId, name: serviceName, vendor } = service
  const postage = { ...order.postage, ...change, serviceId, serviceName, vendor }
  const note = `Shipping method ${serviceName}`
  const next = changed(state, order, { postage }, { type: 'SHIPPING', note })
  state.transaction(() => state.orders.save(next))
  return next
}
