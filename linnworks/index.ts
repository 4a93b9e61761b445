import { createCatalogue } from './catalogue.ts'
import { createCompositions } from './compositions.ts'
import { createDispatches } from './dispatches.ts'
import { createOpenOrders } from './open-orders.ts'
import { createOrderChanges } from './order-changes.ts'
import { createOrders } from './orders.ts'
import { createStock } from './stock.ts'
import { createLinnworksTransport, type LinnworksTransportConfig } from './transport.ts'

export type { Channel, StockItem, StockLocation } from './catalogue.ts'
export { SOURCE } from './channel-order.ts'
export type { StockComponent } from './compositions.ts'
export type { ProcessedPage, ProcessedRow, ProcessedSearch } from './dispatches.ts'
export type { OrderRelation } from './orders.ts'
export type { StockLevel, StockPageItem } from './stock-wire.ts'
export type { LinnworksBudget, LinnworksTransportConfig } from './transport.ts'

export type LinnworksClient = ReturnType<typeof createLinnworksClient>

/**
 * All that Waybill asks of one Linnworks account. Every method sends what it says once and throws
 * ApiError and nothing else.
 */
export function createLinnworksClient(config: LinnworksTransportConfig) {
  const transport = createLinnworksTransport(config)
  return Object.freeze({
    close: () => transport.close(),
    ...createOrders(transport),
    ...createOpenOrders(transport),
    ...createOrderChanges(transport),
    ...createDispatches(transport),
    ...createCatalogue(transport),
    ...createStock(transport),
    ...createCompositions(transport),
  })
}
