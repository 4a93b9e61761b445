import { allocateByLocation } from '../domain/consignment.ts'
import { judgeEligibility, type SkipReason } from '../domain/eligibility.ts'
import { type OrderException, locationUnmapped } from '../domain/exceptions.ts'
import { listNeededSkus, mapOrder, type PlannedConsignment } from '../domain/mapping.ts'
import { minorDecimals } from '../domain/money.ts'
import type { ShopOrder } from '../domain/order.ts'
import type { ShopPolicy } from '../domain/policy.ts'
import type { Dependencies } from './dependencies.ts'

export type InjectionPlan =
  | { readonly kind: 'ready'; readonly consignments: readonly PlannedConsignment[] }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly because: string }
  | { readonly kind: 'exception'; readonly exception: OrderException }

/** How long it is believed that Linnworks has an item, before it is asked again. */
const itemsKnownForMs = 24 * 3_600_000

/** Gathers what the domain needs to know, and lets it decide what the order becomes in Linnworks. */
export async function planInjection(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: ShopOrder,
  policy: ShopPolicy,
): Promise<InjectionPlan> {
  const eligibility = judgeEligibility(order, policy.eligibility)
  if (!eligibility.eligible) return { kind: 'skipped', ...eligibility }
  const links = await dependencies.ledger.links.listLocationLinks(order.shop)
  const plan = allocateByLocation(order, links, policy.eligibility.foreignLocationIds)
  if (plan.kind === 'unmapped') {
    return { kind: 'exception', exception: locationUnmapped(order, plan.locations) }
  }
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
