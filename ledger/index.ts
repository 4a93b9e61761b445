import { createBudgets } from './budgets.ts'
import { createConsignments } from './consignments.ts'
import { createCursors } from './cursors.ts'
import type { Database } from './database.ts'
import { createDuplicates } from './duplicates.ts'
import { createEvents } from './events.ts'
import { createExceptions } from './exceptions.ts'
import { createInbox } from './inbox.ts'
import { createLinks } from './links.ts'
import { createOrders } from './orders.ts'
import { createOutages } from './outages.ts'
import { createParcels } from './parcels.ts'

/** What Waybill knows and did, one subject each. */
export function createLedger(database: Database) {
  return {
    orders: createOrders(database),
    consignments: createConsignments(database),
    parcels: createParcels(database),
    duplicates: createDuplicates(database),
    exceptions: createExceptions(database),
    links: createLinks(database),
    cursors: createCursors(database),
    budgets: createBudgets(database),
    inbox: createInbox(database),
    events: createEvents(database),
    outages: createOutages(database),
  }
}

export type Ledger = ReturnType<typeof createLedger>
