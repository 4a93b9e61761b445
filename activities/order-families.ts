import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { Dependencies } from './dependencies.ts'

/** Which Linnworks orders came of which, by splitting, resending, exchanging or merging. */
export interface Families {
  /** Every order that was found on the way, those it began with included. */
  readonly orders: ReadonlyMap<string, LinnworksOrder>
  isRelated(linnworksOrderId: string): boolean
  /** Whether it sends again what was sent before. */
  isResent(linnworksOrderId: string): boolean
  /** The same for all orders of a family. */
  familyOf(linnworksOrderId: string): string
}

/** A family larger than this is not read to its end: what is not read is taken for a stranger. */
const mostAsked = 50

/** The vendor lists no types of relations; these words are those of its returns. */
const resends = /resend|exchange/i

/** Of orders that nobody was asked about: each is alone. */
export function withoutFamilies(orders: ReadonlyMap<string, LinnworksOrder>): Families {
  return { orders, isRelated: () => false, isResent: () => false, familyOf: (id) => id }
}

/**
 * Follows the relations of these orders as far as they lead, and reads whom they lead to: an order
 * that was merged away is found by what it was merged into.
 */
export async function readFamilies(
  { linnworks }: Pick<Dependencies, 'linnworks'>,
  known: ReadonlyMap<string, LinnworksOrder>,
  startIds: readonly string[],
): Promise<Families> {
  const relatives = new Map<string, Set<string>>()
  const relate = (one: string, other: string) =>
    relatives.set(one, (relatives.get(one) ?? new Set()).add(other))
  const resent = new Set<string>()
  const asked = new Set<string>()
  const toAsk = [...startIds]
  for (let id = toAsk.shift(); id !== undefined && asked.size < mostAsked; id = toAsk.shift()) {
    if (asked.has(id)) continue
    asked.add(id)
    for (const { parentId, childId, type } of await linnworks.listOrderRelations(id)) {
      if (parentId === childId) continue
      if (resends.test(type)) resent.add(childId)
      relate(parentId, childId)
      relate(childId, parentId)
      toAsk.push(parentId, childId)
    }
  }
  const missing = [...relatives.keys()].filter((id) => !known.has(id))
  const found = missing.length === 0 ? [] : await linnworks.getOrdersById(missing)
  return {
    orders: new Map([...known, ...found.map((each) => [each.linnworksOrderId, each] as const)]),
    isRelated: (id) => relatives.has(id),
    isResent: (id) => resent.has(id),
    familyOf: (id) => [...collectFamily(relatives, id)].toSorted()[0] ?? id,
  }
}

function collectFamily(
  relatives: ReadonlyMap<string, ReadonlySet<string>>,
  id: string,
): ReadonlySet<string> {
  const family = new Set([id])
  // A set that grows while it is walked is walked to its new end.
  for (const member of family) {
    for (const relative of relatives.get(member) ?? []) family.add(relative)
  }
  return family
}
