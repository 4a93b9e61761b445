import { afterAll, beforeAll } from 'vitest'
import type { OrderException } from '../../domain/exceptions.ts'
import type { ConsignmentClaim } from '../../ledger/consignments.ts'
import { type Database, migrate, openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import type { OrderKey } from '../../ledger/order-key.ts'
import { createTestDatabase } from '../support/servers.ts'

export const key = { shop: 'aurora', orderId: '5512' }

/** A database with the schema of this version, and its URL. */
export function createLedgerDatabase(): Promise<string> {
  return createTestDatabase({
    kind: 'ledger',
    prepare: async (url) => {
      const database = openDatabase({ url })
      await migrate(database)
      await database.destroy()
    },
  })
}

/** A ledger of the test file's own, and a second one over connections of its own. */
export function useLedgers(): {
  readonly url: string
  readonly database: Database
  readonly ledger: Ledger
  readonly other: Ledger
} {
  const opened: { url: string; databases: Database[] } = { url: '', databases: [] }
  beforeAll(async () => {
    opened.url = await createLedgerDatabase()
    opened.databases = [openDatabase(opened), openDatabase(opened)]
  })
  afterAll(async () => {
    await Promise.all(opened.databases.map((database) => database.destroy()))
  })
  return {
    get url() {
      return opened.url
    },
    get database() {
      return opened.databases[0]!
    },
    get ledger() {
      return createLedger(opened.databases[0]!)
    },
    get other() {
      return createLedger(opened.databases[1]!)
    },
  }
}

/** The claim of an order's first consignment, of one mug, unless told. */
export function claimOf(claim: Partial<ConsignmentClaim> = {}): ConsignmentClaim {
  return {
    reference: '5512',
    ordinal: 1,
    locationId: '8001',
    linnworksLocationId: '11111111-1111-4111-8111-111111111111',
    items: [{ itemNumber: 'L1', sku: 'MUG', quantity: 1, units: [{ lineId: 'L1', quantity: 1 }] }],
    totalMinor: 1000,
    ...claim,
  }
}

/** The order stops for the exception, as its workflow has it stop. */
export function stopFor(ledger: Ledger, key: OrderKey, exception: OrderException): Promise<void> {
  return ledger.orders.moveTo(key, {
    stage: 'needsAttention',
    why: exception.sentence,
    exception,
  })
}

/** The order goes on. */
export function goOn(ledger: Ledger, key: OrderKey, why: string): Promise<void> {
  return ledger.orders.moveTo(key, { stage: 'awaitingDispatch', why })
}

/** Claims as an injection does: with the order's turn. */
export async function claimAs(
  ledger: Ledger,
  key: OrderKey,
  claims: readonly ConsignmentClaim[],
  token = 'attempt-0',
): Promise<boolean> {
  await ledger.orders.takeTurn(key, token)
  return (await ledger.consignments.claim(key, claims, token)) !== undefined
}

/** Takes both turns of an order's first consignment, as an injection does. */
export async function takeTurns(ledger: Ledger, key: OrderKey, token: string): Promise<void> {
  await ledger.orders.takeTurn(key, token)
  await ledger.consignments.takeTurn(key.shop, key.orderId, token)
}
