import type { DocumentStore } from '../document-store.ts'
import type { StoredOrder } from './documents.ts'
import { createReservations, type Reservations } from './reservations.ts'

const FIRST_ORDER_NUMBER = 100_001

/** The natural key that `CreateOrders` de-duplicates by. Compared exactly. */
export interface OrderIdentity {
  readonly source: string
  readonly subSource: string
  readonly reference: string
}

/** The account's orders, open and processed, found by id, number and reference. */
export interface OrderBook {
  get(id: string): StoredOrder | undefined
  findByNumber(number: number): StoredOrder | undefined
  /** By ReferenceNum or SecondaryReference, oldest first. */
  listByReference(reference: string): readonly StoredOrder[]
  listByIdentity(identity: OrderIdentity): readonly StoredOrder[]
  /** Oldest first. */
  listOpen(): readonly StoredOrder[]
  listProcessed(): readonly StoredOrder[]
  save(order: StoredOrder): void
  delete(id: string): void
  nextNumber(): number
  readonly reserved: Pick<Reservations, 'unitsOf'>
}

/** Keeps the orders in `store`, and in memory the ways to find them. */
export function createOrderBook(store: DocumentStore): OrderBook {
  const orders = store.collection<StoredOrder>('orders')
  const byReference = new Map<string, Set<string>>()
  const byNumber = new Map<number, string>()
  const reserved = createReservations()
  const open = new Set<string>()
  const processed = new Set<string>()
  for (const order of orders.values()) remember(order)

  function remember(order: StoredOrder): void {
    for (const reference of references(order)) {
      const ids = byReference.get(reference) ?? new Set()
      byReference.set(reference, ids.add(order.id))
    }
    byNumber.set(order.number, order.id)
    reserved.add(order)
    const [to, from] = order.processedAt === null ? [open, processed] : [processed, open]
    to.add(order.id)
    from.delete(order.id)
  }

  function forget(order: StoredOrder): void {
    for (const reference of references(order)) byReference.get(reference)?.delete(order.id)
    byNumber.delete(order.number)
    reserved.remove(order)
    open.delete(order.id)
    processed.delete(order.id)
  }

  function all(ids: Iterable<string>): StoredOrder[] {
    return [...ids]
      .map((id) => orders.get(id))
      .filter((order) => order !== undefined)
      .toSorted((a, b) => a.number - b.number)
  }

  function listByReference(reference: string): StoredOrder[] {
    return all(byReference.get(reference) ?? [])
  }

  return {
    get: (id) => orders.get(id),
    findByNumber: (number) => {
      const id = byNumber.get(number)
      return id === undefined ? undefined : orders.get(id)
    },
    listByReference,
    listByIdentity: (identity) =>
      listByReference(identity.reference).filter(
        (order) =>
          order.reference === identity.reference &&
          order.source === identity.source &&
          order.subSource === identity.subSource,
      ),
    listOpen: () => all(open),
    listProcessed: () => all(processed),
    save: (order) => {
      const known = orders.get(order.id)
      if (known !== undefined) {
        forgetReferences(known, order)
        reserved.remove(known)
      }
      orders.put(order.id, order)
      remember(order)
    },
    delete: (id) => {
      const order = orders.get(id)
      if (order === undefined) return
      orders.delete(id)
      forget(order)
    },
    nextNumber: () => store.nextNumber('order', FIRST_ORDER_NUMBER),
    reserved,
  }

  function forgetReferences(known: StoredOrder, next: StoredOrder): void {
    const kept = references(next)
    for (const reference of references(known)) {
      if (!kept.includes(reference)) byReference.get(reference)?.delete(known.id)
    }
  }
}

function references(order: StoredOrder): string[] {
  return [order.reference, order.secondaryReference].filter((reference) => reference !== null)
}
