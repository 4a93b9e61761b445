import { variantView, productView } from './catalogue-view.ts'
import { gid } from './gid.ts'
import { moneyBag, taxView } from './money-view.ts'
import { fulfilledQuantity, unfulfilledQuantity } from './order-status.ts'
import { findVariant } from './catalogue.ts'
import type { StoredLine, StoredOrder } from './state.ts'
import { lineAmounts } from './totals.ts'
import type { CallContext } from './world.ts'

/** A line item. Quantities as ordered stay; what edits and refunds leave is `currentQuantity`. */
export function lineView(context: CallContext, order: StoredOrder, line: StoredLine) {
  const bag = (minor: number) => moneyBag(order, minor)
  const whole = lineAmounts(line, line.quantity)
  const current = lineAmounts(line, line.currentQuantity)
  const unitNetMinor = line.quantity === 0 ? 0 : Math.round(whole.netMinor / line.quantity)
  const found = line.variantId === null ? undefined : findVariant(context.setup, line.variantId)
  return {
    ...line,
    id: gid('LineItem', line.id),
    name: line.title,
    merchantEditable: order.cancelledAt === null,
    restockable: line.inventoryItemId !== null,
    unfulfilledQuantity: unfulfilledQuantity(order, line),
    nonFulfillableQuantity: line.quantity - line.currentQuantity,
    refundableQuantity: line.currentQuantity,
    fulfilledQuantity: fulfilledQuantity(order, line),
    variant: found === undefined ? null : () => variantView(context, found),
    product: found === undefined ? null : () => productView(context, found.product),
    originalUnitPriceSet: bag(line.unitPriceMinor),
    originalTotalSet: bag(whole.grossMinor),
    discountedTotalSet: (args: { readonly withCodeDiscounts?: boolean | null }) =>
      bag(args.withCodeDiscounts === true ? whole.netMinor : whole.grossMinor),
    discountedUnitPriceSet: bag(line.unitPriceMinor),
    discountedUnitPriceAfterAllDiscountsSet: bag(unitNetMinor),
    priceAfterAllDiscountsBeforeTaxesSet: bag(
      current.netMinor - (order.taxesIncluded ? current.taxMinor : 0),
    ),
    totalDiscountSet: bag(line.discountMinor),
    discountAllocations:
      line.discountMinor === 0 ? [] : [{ allocatedAmountSet: bag(line.discountMinor) }],
    taxLines: (args: { readonly first?: number | null }) =>
      line.taxes.slice(0, args.first ?? undefined).map((tax) => taxView(order, tax)),
    lineItemGroup: groupView(line),
  }
}

function groupView({ group }: StoredLine) {
  if (group === null) return null
  return {
    id: gid('LineItemGroup', group.id),
    title: group.title,
    quantity: group.quantity,
    variantId: gid('ProductVariant', group.variantId),
    variantSku: group.variantSku,
    productId: gid('Product', group.productId),
    customAttributes: [],
  }
}
