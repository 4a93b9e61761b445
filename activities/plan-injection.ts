import { allocateByLocation, type Allocation, type LocationLink } from '../domain/consignment.ts'
import { judgeEligibility, type SkipReason } from '../domain/eligibility.ts'
import { type OrderException, locationUnmapped } from '../domain/exceptions.ts'
import { listNeededSkus, mapOrder, type PlannedConsignment } from '../domain/mapping.ts'
import { minorDecimals } from '../domain/money.ts'
import type { ShopOrder } from '../domain/order.ts'
import type { ShopPolicy } from '../domain/policy.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { Dependencies } from './dependencies.ts'

export type InjectionPlan =
  | { readonly kind: 'ready'; readonly consignments: readonly PlannedConsignment[] }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly because: string }
  | { readonly kind: 'exception'; readonly exception: OrderException }

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
    begun.length > 0 ? allocateAsBegun(begun, links) : allocateAfresh(order, policy, links)
  if (plan.kind !== 'allocated') return plan
  const catalogue = await resolveSkus(dependencies, order)
  const mapping = mapOrder(order, plan.allocations, {
    ...catalogue,
    minorPerUnit: 10 ** minorDecimals(order.currency),
    dispatchWithinHours: policy.dispatchWithinHours,
  })
  return mapping.kind === 'exception'
    ? { kind: 'exception', exception: mapping.exception }
    : { kind: 'ready', consignments: mapping.consignments }
}

type Allocated =
  | { readonly kind: 'allocated'; readonly allocations: readonly Allocation[] }
  | Exclude<InjectionPlan, { readonly kind: 'ready' }>

function allocateAfresh(
  order: ShopOrder,
  { eligibility: policy }: ShopPolicy,
  links: readonly LocationLink[],
): Allocated {
  const eligibility = judgeEligibility(order, policy)
  if (!eligibility.eligible) return { kind: 'skipped', ...eligibility }
  const plan = allocateByLocation(order, links, policy.foreignLocationIds)
  return plan.kind === 'allocated'
    ? plan
    : { kind: 'exception', exception: locationUnmapped(order, plan.locations) }
}

function allocateAsBegun(
  begun: readonly ConsignmentRow[],
  links: readonly LocationLink[],
): Allocated {
  const allocations = begun.map(({ locationId, linnworksLocationId, items }) => {
    const link = links.find((each) => each.linnworksLocationId === linnworksLocationId)
    const linnworksLocationName = link?.linnworksLocationName ?? ''
    return {
      link: { locationId, linnworksLocationId, linnworksLocationName },
      units: items.flatMap(({ units }) => units),
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
