import { createBudgets } from './budgets.ts'
import { createClock } from './clock.ts'
import { createConsignedUnits } from './consigned-units.ts'
import { createConsignments } from './consignments.ts'
import { createCursors } from './cursors.ts'
import type { Database } from './database.ts'
import { createDuplicates } from './duplicates.ts'
import { createEvents } from './events.ts'
import { createExceptions } from './exceptions.ts'
import { createInbox } from './inbox.ts'
import { createLevelHistory } from './level-history.ts'
import { createLevelViews } from './level-views.ts'
import { createLinkedLocations } from './linked-locations.ts'
import { createLinks } from './links.ts'
import { createOrderParking } from './order-parking.ts'
import { createOrders } from './orders.ts'
import { createOutages } from './outages.ts'
import { createParcels } from './parcels.ts'
import { createStockExceptions } from './stock-exceptions.ts'
import { createStockItems } from './stock-items.ts'
import { createStockLevels } from './stock-levels.ts'
import { createStockPasses } from './stock-passes.ts'
import { createStockReadings } from './stock-readings.ts'
import { createStockRules } from './stock-rules.ts'
import { createStockStops } from './stock-stops.ts'
import { createStockSweeps } from './stock-sweeps.ts'
import { createStockWrites } from './stock-writes.ts'

/** What Waybill knows and did, one subject each. */
export function createLedger(database: Database) {
  return {
    clock: createClock(database),
    orders: createOrders(database),
    orderParking: createOrderParking(database),
    consignments: createConsignments(database),
    consignedUnits: createConsignedUnits(database),
    parcels: createParcels(database),
    duplicates: createDuplicates(database),
    exceptions: createExceptions(database),
    links: createLinks(database),
    linkedLocations: createLinkedLocations(database),
    cursors: createCursors(database),
    budgets: createBudgets(database),
    inbox: createInbox(database),
    events: createEvents(database),
    outages: createOutages(database),
    stockItems: createStockItems(database),
    stockReadings: createStockReadings(database),
    stockPasses: createStockPasses(database),
    stockLevels: createStockLevels(database),
    levelHistory: createLevelHistory(database),
    levelViews: createLevelViews(database),
    stockWrites: createStockWrites(database),
    stockRules: createStockRules(database),
    stockStops: createStockStops(database),
    stockSweeps: createStockSweeps(database),
    stockExceptions: createStockExceptions(database),
  }
}

export type Ledger = ReturnType<typeof createLedger>
