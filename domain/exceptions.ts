/** Who can mend what stopped an order. */
export type Owner = 'operations' | 'ecommerce' | 'finance'

/** Every kind of open question. What each means and who acts stands in `docs/operations.md`. */
export const exceptionCodes = [
  'SKU_UNMAPPED',
  'LOCATION_UNMAPPED',
  'TOTAL_MISMATCH',
  'CREATE_REJECTED',
  'VERIFICATION_FAILED',
  'DUPLICATE_IN_LINNWORKS',
  'CANCELLED_AFTER_DISPATCH',
  'CANCELLED_IN_LINNWORKS',
  'CANCEL_REFUSED',
  'DISPATCH_OVERDUE',
  'PARCEL_UNMATCHED',
  'POST_BACK_REFUSED',
  'ORDER_MISSING',
  'VENDOR_REFUSED',
  'FULFILLED_ELSEWHERE',
] as const

export type ExceptionCode = (typeof exceptionCodes)[number]

/** An open question: what stopped the order, why, who acts, and what will close it. */
export interface OrderException {
  readonly code: ExceptionCode
  /**
   * What has to change in the world, for instance `sku:ABC-1`. Several orders that wait on one
   * cause go on together. `order:<id>` where the cause is this order's alone.
   */
  readonly causeKeys: readonly string[]
  readonly owner: Owner
  /** What happened, in a sentence. Names SKUs, ids and amounts; nothing personal. */
  readonly sentence: string
  /** What the owner does about it. */
  readonly remedy: string
}

export function skuCause(shop: string, sku: string): string {
  return `sku:${shop}:${sku}`
}

export function locationCause(shop: string, locationId: string): string {
  return `location:${shop}:${locationId}`
}

export function orderCause(orderId: string): string {
  return `order:${orderId}`
}

/** Reads a shared cause key back; `undefined` for one that is an order's own. */
export function parseCause(
  causeKey: string,
): { readonly kind: 'sku' | 'location'; readonly shop: string; readonly id: string } | undefined {
  const [kind, shop, ...rest] = causeKey.split(':')
  if ((kind !== 'sku' && kind !== 'location') || shop === undefined) return undefined
  return { kind, shop, id: rest.join(':') }
}

export function skuUnmapped(
  order: { readonly shop: string; readonly name: string },
  offenders: readonly { readonly sku: string; readonly title: string }[],
): OrderException {
  const skus = [...new Set(offenders.map(({ sku }) => sku))]
  const named = skus.filter((sku) => sku !== '')
  const [linkable] = named
  const reasons = [
    ...(named.length === 0 ? [] : [`Linnworks has no item with ${sayAny(named)}`]),
    ...(skus.includes('') ? ['a line of it has no SKU at all'] : []),
  ]
  return {
    code: 'SKU_UNMAPPED',
    causeKeys: skus.map((sku) => skuCause(order.shop, sku)),
    owner: 'ecommerce',
    sentence: `Order ${order.name} waits: ${reasons.join(', and ')}.`,
    remedy:
      linkable === undefined
        ? 'Edit the order in Shopify: replace the line by one that has a SKU.'
        : `Create the item in Linnworks, or link it: waybill link sku ${order.shop} ${quoted(linkable)} LINNWORKS_SKU`,
  }
}

export function locationUnmapped(
  order: { readonly shop: string; readonly name: string },
  locations: readonly { readonly locationId: string; readonly locationName: string }[],
): OrderException {
  const ids = new Set(locations.map(({ locationId }) => locationId))
  const named = new Set(locations.map((each) => `${each.locationName} (${each.locationId})`))
  return {
    code: 'LOCATION_UNMAPPED',
    causeKeys: [...ids].map((locationId) => locationCause(order.shop, locationId)),
    owner: 'operations',
    sentence: `Order ${order.name} waits: no Linnworks location is linked to the Shopify location ${[...named].join(', ')}.`,
    remedy: `Link it: waybill link location ${order.shop} ${locations[0]?.locationId ?? 'ID'} "LINNWORKS LOCATION"`,
  }
}

/** An exception whose cause is one order's own. */
export function orderException(
  code: Exclude<ExceptionCode, 'SKU_UNMAPPED' | 'LOCATION_UNMAPPED'>,
  order: { readonly orderId: string },
  text: { readonly sentence: string; readonly remedy: string },
): OrderException {
  return {
    code,
    causeKeys: [orderCause(order.orderId)],
    owner: code === 'TOTAL_MISMATCH' ? 'finance' : 'operations',
    ...text,
  }
}

function sayAny(skus: readonly string[]): string {
  return skus.length === 1 ? `SKU ${skus[0]}` : `any of the SKUs ${skus.join(', ')}`
}

/** A word that a shell takes as one. */
function quoted(word: string): string {
  return /^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

const lasting: readonly ExceptionCode[] = [
  'CANCELLED_AFTER_DISPATCH',
  'CANCELLED_IN_LINNWORKS',
  'CANCEL_REFUSED',
  'PARCEL_UNMATCHED',
  'VERIFICATION_FAILED',
]

/** No look at a vendor finds it again: nothing else that happens ends it or takes its place. */
export function isLasting(code: ExceptionCode): boolean {
  return lasting.includes(code)
}

const lookedFor: readonly ExceptionCode[] = [
  'VENDOR_REFUSED',
  'FULFILLED_ELSEWHERE',
  'POST_BACK_REFUSED',
  // The duplicate sweep finds it again for as long as it is there.
  'DUPLICATE_IN_LINNWORKS',
]

/** Over once a look at Shopify finds nothing wrong. */
export function endsByLook(code: ExceptionCode): boolean {
  return lookedFor.includes(code)
}
