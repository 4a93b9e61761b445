import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { shareOut, sumOf, taxesOn, toMinor } from './money.ts'
import type { DiscountCodeInput, LineInput, OrderCreateInput, TaxLineInput } from './order-input.ts'
import { findVariant } from './catalogue.ts'
import type { CatalogueEntry, ShopSetup } from './setup.ts'
import type { StoredGroup, StoredLine, StoredShippingLine } from './state.ts'
import type { World } from './world.ts'

interface DraftLine {
  readonly line: StoredLine
  readonly rates: readonly TaxLineInput[]
}

/** The lines of a new order, priced, discounted and taxed; or why they cannot be. */
export function buildLines(
  world: World,
  setup: ShopSetup,
  input: OrderCreateInput,
): { readonly lines: readonly StoredLine[]; readonly errors: readonly UserError[] } {
  const errors: UserError[] = []
  const drafts = (input.lineItems ?? []).flatMap((each, index) => {
    const path = ['order', 'lineItems', String(index)]
    if (each.quantity < 1) {
      errors.push(userError([...path, 'quantity'], 'Quantity must be greater than 0', 'INVALID'))
      return []
    }
    if (each.variantId == null) {
      if (each.title == null || each.title === '') {
        errors.push(userError([...path, 'title'], "Title can't be blank", 'INVALID'))
        return []
      }
      return [{ line: customLine(world, setup, each), rates: each.taxLines ?? [] }]
    }
    const found = findVariant(setup, idOf('ProductVariant', each.variantId))
    if (found === undefined) {
      const message = `Variant ${each.variantId} does not exist`
      errors.push(userError([...path, 'variantId'], message, 'INVALID'))
      return []
    }
    return variantLines(world, setup, each, found)
  })
  if (drafts.length === 0 && errors.length === 0) {
    const message = 'Line items must have at least one line item'
    errors.push(userError(['order', 'lineItems'], message, 'INVALID'))
  }
  const discounted = withDiscount(setup, drafts, input.discountCode ?? {})
  const lines = discounted.map(({ line, rates }) => {
    const used = rates.length > 0 ? rates : (input.taxLines ?? [])
    const net = line.unitPriceMinor * line.quantity - line.discountMinor
    const taxes = line.taxable ? taxesOn(net, numeric(used), input.taxesIncluded === true) : []
    return { ...line, taxes }
  })
  return { lines, errors }
}

export function buildShippingLines(
  world: World,
  setup: ShopSetup,
  input: OrderCreateInput,
): StoredShippingLine[] {
  const free = input.discountCode?.freeShippingDiscountCode != null
  return (input.shippingLines ?? []).map((each) => {
    const priceMinor = toMinor(each.priceSet.shopMoney.amount, setup.currency)
    const discountMinor = free ? priceMinor : 0
    const net = priceMinor - discountMinor
    return {
      id: world.nextId('ShippingLine'),
      title: each.title,
      code: each.code ?? null,
      source: each.source ?? null,
      priceMinor,
      discountMinor,
      refundedMinor: 0,
      taxes: taxesOn(net, numeric(each.taxLines ?? []), input.taxesIncluded === true),
    }
  })
}

function numeric(rates: readonly TaxLineInput[]) {
  return rates.map(({ title, rate }) => ({ title, rate: Number(rate) }))
}

function customLine(world: World, setup: ShopSetup, input: LineInput): StoredLine {
  return {
    ...blankLine(world),
    sku: input.sku ?? null,
    title: input.title ?? '',
    variantTitle: input.variantTitle ?? null,
    vendor: input.vendor ?? null,
    quantity: input.quantity,
    currentQuantity: input.quantity,
    requiresShipping: input.requiresShipping === true,
    isGiftCard: input.giftCard === true,
    taxable: input.taxable !== false,
    unitPriceMinor: toMinor(input.priceSet?.shopMoney.amount ?? 0, setup.currency),
    customAttributes: (input.properties ?? []).map(({ name, value }) => ({ key: name, value })),
  }
}

function blankLine(world: World) {
  return {
    id: world.nextId('LineItem'),
    variantId: null,
    productId: null,
    inventoryItemId: null,
    tracked: false,
    discountMinor: 0,
    taxes: [],
    group: null,
  }
}

function variantLines(
  world: World,
  setup: ShopSetup,
  input: LineInput,
  entry: CatalogueEntry,
): DraftLine[] {
  const { product, variant } = entry
  const price = input.priceSet?.shopMoney.amount ?? variant.price
  const unitPriceMinor = toMinor(price, setup.currency)
  const rates = input.taxLines ?? []
  if (variant.components === undefined || variant.components.length === 0) {
    const line = lineOfVariant(world, setup, { ...input, priceSet: null }, entry)
    return [{ line: { ...line, title: input.title ?? product.title, unitPriceMinor }, rates }]
  }
  const group: StoredGroup = {
    id: world.nextId('LineItemGroup'),
    title: product.title,
    quantity: input.quantity,
    variantId: variant.variantId,
    variantSku: variant.sku,
    productId: product.productId,
  }
  const parts = variant.components.flatMap(({ variantId, quantity }) => {
    const component = findVariant(setup, variantId)
    if (component === undefined) return []
    const part = { ...input, title: null, quantity: quantity * input.quantity }
    return [{ ...lineOfVariant(world, setup, part, component), group }]
  })
  return spreadBundlePrice(unitPriceMinor * input.quantity, parts).map((line) => ({ line, rates }))
}

/** A variant's line at the catalogue's price. */
export function lineOfVariant(
  world: World,
  setup: ShopSetup,
  input: LineInput,
  { product, variant }: CatalogueEntry,
): StoredLine {
  return {
    ...customLine(world, setup, input),
    variantId: variant.variantId,
    productId: product.productId,
    inventoryItemId: variant.inventoryItemId,
    tracked: variant.tracked,
    sku: variant.sku,
    title: input.title ?? product.title,
    requiresShipping: variant.requiresShipping || input.requiresShipping === true,
    isGiftCard: variant.isGiftCard === true,
    unitPriceMinor: toMinor(variant.price, setup.currency),
  }
}

/**
 * Shares a bundle's price among its components by their own prices. A share that does not divide
 * by the units is rounded up per unit and the excess given back as a discount.
 */
function spreadBundlePrice(totalMinor: number, parts: readonly StoredLine[]): StoredLine[] {
  const weights = parts.map(({ unitPriceMinor, quantity }) => unitPriceMinor * quantity)
  const shares = shareOut(
    totalMinor,
    sumOf(weights, (each) => each) > 0 ? weights : parts.map(() => 1),
  )
  return parts.map((line, index) => {
    const share = shares[index] ?? 0
    const unitPriceMinor = Math.ceil(share / line.quantity)
    return { ...line, unitPriceMinor, discountMinor: unitPriceMinor * line.quantity - share }
  })
}

function withDiscount(
  setup: ShopSetup,
  drafts: readonly DraftLine[],
  code: DiscountCodeInput,
): DraftLine[] {
  const nets = drafts.map(({ line }) => line.unitPriceMinor * line.quantity - line.discountMinor)
  const subtotal = sumOf(nets, (net) => net)
  const percentage = code.itemPercentageDiscountCode?.percentage ?? 0
  const fixed = code.itemFixedDiscountCode?.amountSet?.shopMoney.amount ?? 0
  const wanted = Math.round((subtotal * percentage) / 100) + toMinor(fixed, setup.currency)
  const shares = shareOut(Math.min(subtotal, wanted), nets)
  return drafts.map(({ line, rates }, index) => ({
    line: { ...line, discountMinor: line.discountMinor + (shares[index] ?? 0) },
    rates,
  }))
}
