import { type CompositeShare, listComposites, trimmedSku } from './bundles.ts'
import type { Allocation } from './consignment.ts'
import type { ConsignmentLine } from './consignment-order.ts'
import { lineAmounts, type LineAmounts, priceLine, shareOf, sum } from './line-pricing.ts'
import type { OrderLine, ShopOrder } from './order.ts'

/** What mapping needs to know of the shop and of Linnworks' catalogue. */
export interface MappingContext {
  /** Shopify SKU (trimmed) to the Linnworks SKU it is sold as: explicit links and equal SKUs. */
  readonly linnworksSkus: ReadonlyMap<string, string>
  /** Bundles that are one composite in Linnworks: the bundle's SKU to the composite's SKU. */
  readonly compositeSkus: ReadonlyMap<string, string>
  /** 100 for pounds, 1 for yen. */
  readonly minorPerUnit: number
  /** Hours from the order to the promised dispatch. */
  readonly dispatchWithinHours: number
}

interface Part {
  readonly line: OrderLine
  readonly quantity: number
  readonly amounts: LineAmounts
}

/**
 * The lines that one location ships, or `undefined` where no price reproduces an amount.
 * `earlier` are the allocations before this one: the shares of a line that several locations ship
 * add up to the whole, penny for penny.
 */
export function mapLines(
  order: ShopOrder,
  allocation: Allocation,
  earlier: readonly Allocation[],
  context: MappingContext,
): ConsignmentLine[] | undefined {
  const composites = listComposites(order, allocation, context.compositeSkus)
  const parts = allocation.units.flatMap(({ lineId, quantity }): Part[] => {
    const line = order.lines.find((each) => each.lineId === lineId)
    if (line === undefined) return []
    const amounts = amountsOfUnits(order, line, allocatedUnits(earlier, lineId), quantity)
    return [{ line, quantity, amounts }]
  })
  const isComponent = ({ line }: Part) =>
    composites.some(({ lineIds }) => lineIds.includes(line.lineId))
  const lines = [
    ...parts.filter((part) => !isComponent(part)).map((part) => toLine(order, part, context)),
    ...composites.map((composite) => toBundleLine(order, composite, parts, context)),
  ]
  const priced = lines.flatMap((line) => line ?? [])
  return priced.length === lines.length ? priced : undefined
}

function toLine(
  order: ShopOrder,
  { line, quantity, amounts }: Part,
  { linnworksSkus, minorPerUnit }: MappingContext,
): ConsignmentLine | undefined {
  const { taxesIncluded } = order
  const { lineId: itemNumber, title } = line
  const sku = linnworksSkus.get(trimmedSku(line.sku))
  const pricing = priceLine({ line, quantity, taxesIncluded, amounts, minorPerUnit })
  if (sku === undefined || pricing === undefined) return undefined
  return { itemNumber, sku, title, quantity, isService: false, ...pricing }
}

/** A bundle costs what its components cost. */
function toBundleLine(
  order: ShopOrder,
  { group, compositeSku, quantity, lineIds }: CompositeShare,
  parts: readonly Part[],
  { minorPerUnit }: MappingContext,
): ConsignmentLine | undefined {
  const { taxesIncluded } = order
  const components = parts.filter(({ line }) => lineIds.includes(line.lineId))
  const amounts = {
    totalMinor: sum(components.map((part) => part.amounts.totalMinor)),
    taxMinor: sum(components.map((part) => part.amounts.taxMinor)),
  }
  const netMinor = taxesIncluded ? amounts.totalMinor : amounts.totalMinor - amounts.taxMinor
  const line = {
    unitPriceMinor: Math.ceil(netMinor / quantity),
    taxes: components[0]?.line.taxes ?? [],
  }
  const pricing = priceLine({ line, quantity, taxesIncluded, amounts, minorPerUnit })
  if (pricing === undefined) return undefined
  const { groupId: itemNumber, title } = group
  return { itemNumber, sku: compositeSku, title, quantity, isService: false, ...pricing }
}

/** Lines that move no stock: digital goods, gift cards, a tip, duties. */
export function mapServices(order: ShopOrder, context: MappingContext): ConsignmentLine[] {
  const digital = order.lines
    .filter((line) => !line.requiresShipping && line.currentQuantity > 0)
    .map((line) => ({
      itemNumber: line.lineId,
      sku: trimmedSku(line.sku),
      title: line.title,
      totalMinor: lineAmounts(line, line.currentQuantity, order.taxesIncluded).totalMinor,
    }))
  const extras = [
    { itemNumber: `${order.orderId}-tip`, sku: '', title: 'Tip', totalMinor: order.tipMinor },
    {
      itemNumber: `${order.orderId}-duties`,
      sku: '',
      title: 'Duties',
      totalMinor: order.dutiesMinor,
    },
  ].filter(({ totalMinor }) => totalMinor !== 0)
  return [...digital, ...extras].map(({ itemNumber, sku, title, totalMinor }) => ({
    itemNumber,
    sku: sku === '' ? itemNumber : sku,
    title,
    quantity: 1,
    unitPrice: totalMinor / context.minorPerUnit,
    discountPercent: 0,
    taxRatePercent: 0,
    taxInclusive: true,
    isService: true,
  }))
}

/** What the customer paid for shippable units that none of the allocations ships. */
export function unallocatedMinor(order: ShopOrder, allocations: readonly Allocation[]): number {
  return sum(
    order.lines
      .filter(({ requiresShipping }) => requiresShipping)
      .map((line) => {
        const ours = allocatedUnits(allocations, line.lineId)
        return amountsOfUnits(order, line, ours, line.currentQuantity - ours).totalMinor
      }),
  )
}

/** The amounts of `quantity` units of a line, counted after the first `from`. */
function amountsOfUnits(
  order: ShopOrder,
  line: OrderLine,
  from: number,
  quantity: number,
): LineAmounts {
  const whole = lineAmounts(line, line.currentQuantity, order.taxesIncluded)
  const upTo = (amountMinor: number, units: number) =>
    shareOf(amountMinor, units, line.currentQuantity)
  return {
    totalMinor: upTo(whole.totalMinor, from + quantity) - upTo(whole.totalMinor, from),
    taxMinor: upTo(whole.taxMinor, from + quantity) - upTo(whole.taxMinor, from),
  }
}

function allocatedUnits(allocations: readonly Allocation[], lineId: string): number {
  return sum(
    allocations
      .flatMap(({ units }) => units)
      .filter((each) => each.lineId === lineId)
      .map(({ quantity }) => quantity),
  )
}
