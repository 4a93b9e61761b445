import {
  type Allocation,
  consignmentReference,
  isOfLeftUnits,
  type LocationLink,
} from '../domain/consignment.ts'
import { allocateOrder, type Departures } from '../domain/consignment-allocation.ts'
import { hasDepartures, type LeftUnits } from '../domain/consignment-left.ts'
import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { SkipReason } from '../domain/eligibility.ts'
import { type OrderException, locationUnmapped } from '../domain/exceptions.ts'
import { listNeededSkus, mapOrder, type PlannedConsignment } from '../domain/mapping.ts'
import { minorDecimals } from '../domain/money.ts'
import type { ShopOrder } from '../domain/order.ts'
import type { ShopPolicy } from '../domain/policy.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import { isSurelyFresh } from './create-consignment.ts'
import type { Dependencies } from './dependencies.ts'

export type InjectionPlan = {
  /** Of what left the shelf without Waybill, that which does not go to Linnworks for now. */
  readonly left: readonly LeftUnits[]
} & (
  | { readonly kind: 'ready'; readonly consignments: readonly PlannedConsignment[] }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly because: string }
  | { readonly kind: 'exception'; readonly exception: OrderException }
)

/** How long it is believed that Linnworks has an item, before it is asked again. */
const itemsKnownForMs = 24 * 3_600_000

/**
 * Gathers what the domain needs to know, and lets it decide what the order becomes in Linnworks. An
 * order of which something was sent already keeps the consignments that it was `begun` with.
 */
export async function planInjection(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: ShopOrder,
  policy: ShopPolicy,
  begun: readonly ConsignmentRow[] = [],
): Promise<InjectionPlan> {
  const links = await dependencies.ledger.links.listLocationLinks(order.shop)
  const plan =
    begun.length > 0
      ? { ...allocateAsBegun(begun, links), left: [], unallocated: [] }
      : allocateOrder(order, links, policy, await judgeDepartures(dependencies, order, policy))
  const { left } = plan
  if (plan.kind === 'skipped') return plan
  if (plan.kind === 'unmapped') {
    return { kind: 'exception', exception: locationUnmapped(order, plan.locations), left }
  }
  const catalogue = await resolveSkus(dependencies, order)
  const mapping = mapOrder(order, plan.allocations, {
    ...catalogue,
    minorPerUnit: 10 ** minorDecimals(order.currency),
    dispatchWithinHours: policy.dispatchWithinHours,
  })
  return mapping.kind === 'exception'
    ? { kind: 'exception', exception: mapping.exception, left }
    : { kind: 'ready', consignments: mapping.consignments, left: plan.unallocated }
}

/**
 * What to do about units that left, as far as there are any. What a person has set right in
 * Linnworks is not taken off the stock there again; nor is what stands there, from before the ledger
 * was restored. Where that was cancelled, nobody but a person can tell.
 */
async function judgeDepartures(
  { linnworks, ledger }: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: ShopOrder,
  { leftTheShelf }: ShopPolicy,
): Promise<Departures> {
  if (!hasDepartures(order)) return leftTheShelf
  if (await ledger.consignedUnits.isLeftSettled(order)) return 'freeze'
  if (isSurelyFresh(order)) return leftTheShelf
  const { shop, orderId } = order
  const reference = consignmentReference(orderId, 1)
  const found = await linnworks.findOrdersByReference({ shop, reference })
  if (found.length === 0) return leftTheShelf
  return found.every(isCancelled) ? 'freeze' : 'known'
}

function isCancelled({ processed, holdOrCancel }: LinnworksOrder): boolean {
  return processed && holdOrCancel
}

function allocateAsBegun(
  begun: readonly ConsignmentRow[],
  links: readonly LocationLink[],
): { readonly kind: 'allocated'; readonly allocations: readonly Allocation[] } {
  const allocations = begun.map((row): Allocation => {
    const { locationId, linnworksLocationId, items } = row
    const link = links.find((each) => each.linnworksLocationId === linnworksLocationId)
    const linnworksLocationName = link?.linnworksLocationName ?? ''
    return {
      link: { locationId, linnworksLocationId, linnworksLocationName },
      units: items.flatMap(({ units }) => units),
      ...(isOfLeftUnits(row) && { leftShelf: true }),
    }
  })
  return { kind: 'allocated', allocations }
}

/**
 * Which Linnworks SKU each Shopify SKU is sold as: by explicit link, else by the same SKU. Only
 * SKUs that Linnworks really has are answered. A bundle is one composite only by explicit link.
 */
async function resolveSkus(
  { linnworks, ledger }: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: ShopOrder,
): Promise<{ linnworksSkus: Map<string, string>; compositeSkus: Map<string, string> }> {
  const needed = listNeededSkus(order)
  const linked = await ledger.links.findSkuLinks(order.shop, needed)
  const targets = [...new Set(needed.map((sku) => linked.get(sku) ?? sku))]
  const known = await ledger.links.listKnownItems(targets, new Date(Date.now() - itemsKnownForMs))
  const unknown = targets.filter((sku) => !known.has(sku))
  const found = unknown.length === 0 ? [] : await linnworks.findStockItems(unknown)
  await ledger.links.rememberItems(found)
  const existing = new Set([...known, ...found.map(({ sku }) => sku)])

  const linnworksSkus = new Map<string, string>()
  const compositeSkus = new Map<string, string>()
  for (const sku of needed) {
    const target = linked.get(sku) ?? sku
    if (!existing.has(target)) continue
    linnworksSkus.set(sku, target)
    if (linked.has(sku)) compositeSkus.set(sku, target)
  }
  return { linnworksSkus, compositeSkus }
}
