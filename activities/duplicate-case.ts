import type { LinnworksOrder } from '../domain/consignment-order.ts'
import {
  type DuplicateCase,
  type DuplicateVerdict,
  judgeDuplicates,
  type StandingOrder,
} from '../domain/duplicates.ts'
import { toStandingUnits } from '../domain/standing-units.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import { SOURCE } from '../linnworks/index.ts'
import type { Dependencies } from './dependencies.ts'
import { type OrderBooks, readOrderBooks } from './order-books.ts'
import { type Families, readFamilies, withoutFamilies } from './order-families.ts'

/** What an order has in Linnworks above what was claimed for it. */
export type DuplicateLook = DuplicateVerdict & Families

/**
 * Reads all that stands in Linnworks of one order, under its references and by relation, and judges
 * it. Relations are asked for only where units are too many without them.
 */
export async function lookForDuplicates(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  key: OrderKey,
  {
    suspects,
    related = false,
  }: {
    readonly suspects: readonly LinnworksOrder[]
    /** Who is related is wanted, whatever the units say. */
    readonly related?: boolean
  },
): Promise<DuplicateLook> {
  const { ledger } = dependencies
  const [order, books] = await Promise.all([ledger.orders.find(key), readOrderBooks(ledger, key)])
  const cancelled = order?.stage === 'cancelled'
  const found = await readStanding(dependencies, key, books.consignments, suspects)
  const alone = withoutFamilies(found)
  const verdict = judgeDuplicates(toCase(books, cancelled, alone))
  const { ownIds } = books
  const isClean = verdict.cancel.length + verdict.report.length === 0
  // What is missing may have been merged into what is looked for.
  const wanted = [...ownIds, ...suspects.map(({ linnworksOrderId }) => linnworksOrderId)]
  if (isClean && !related && wanted.every((id) => isLive(found.get(id)))) {
    return { ...verdict, ...alone }
  }
  const families = await readFamilies(dependencies, found, [
    ...new Set([...ownIds, ...found.keys()]),
  ])
  return { ...judgeDuplicates(toCase(books, cancelled, families)), ...families }
}

async function readStanding(
  { linnworks }: Pick<Dependencies, 'linnworks'>,
  { shop }: OrderKey,
  consignments: readonly ConsignmentRow[],
  suspects: readonly LinnworksOrder[],
): Promise<ReadonlyMap<string, LinnworksOrder>> {
  const found = new Map(suspects.map((each) => [each.linnworksOrderId, each]))
  const references = [...consignments, ...suspects].map(({ reference }) => reference)
  for (const reference of new Set(references)) {
    for (const each of await linnworks.findOrdersByReference({ shop, reference })) {
      found.set(each.linnworksOrderId, each)
    }
  }
  // A person may have given it another reference.
  const missing = consignments
    .flatMap(({ linnworksOrderId }) => linnworksOrderId ?? [])
    .filter((id) => !found.has(id))
  for (const each of await linnworks.getOrdersById(missing)) found.set(each.linnworksOrderId, each)
  return found
}

function toCase(
  { items, claimed, ownIds, told }: OrderBooks,
  cancelled: boolean,
  { orders, isRelated, familyOf }: Families,
): DuplicateCase {
  const toldIds = new Set(told.map(({ linnworksOrderId }) => linnworksOrderId))
  const standing = [...orders.values()]
    .filter((each) => each.source === SOURCE && isLive(each))
    .map((each): StandingOrder => {
      const { linnworksOrderId, number, reference, processed } = each
      return {
        linnworksOrderId,
        number,
        reference,
        dispatched: processed,
        untouched: !each.parked && !each.started && !each.holdOrCancel,
        own: ownIds.has(linnworksOrderId),
        told: toldIds.has(linnworksOrderId),
        related: isRelated(linnworksOrderId),
        family: familyOf(linnworksOrderId),
        ...toStandingUnits(each.lines, items),
      }
    })
  return { claimed, standing, cancelled }
}

/** Open, or dispatched: `HoldOrCancel` of an open order says that it is on hold. */
export function isLive(order: LinnworksOrder | undefined): boolean {
  return order !== undefined && !(order.processed && order.holdOrCancel)
}
