import type { Owner } from './exceptions.ts'
import type { DriftVerdict } from './stock-drift.ts'
import type { BrownoutRule } from './stock-policy.ts'

/** Every kind of open question about stock. What each means and who acts stands in `docs/operations.md`. */
export const stockExceptionCodes = [
  'STOCK_REFUSED',
  'STOCK_DISPUTED',
  'STOCK_STOPPED',
  'STOCK_BROWNOUT',
  'STOCK_LOCATION_GONE',
  'STOCK_LEFT',
] as const

export type StockExceptionCode = (typeof stockExceptionCodes)[number]

/** Why stock of a shop is not what it should be, who acts, and what resolves it. */
export interface StockException {
  readonly shop: string
  /** What has to change, for instance `level:aurora:9001:7001`. */
  readonly causeKey: string
  readonly code: StockExceptionCode
  readonly owner: Owner
  readonly sentence: string
  readonly remedy: string
}

interface Level {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
}

interface SoldLevel extends Level {
  /** Null where it is not known. */
  readonly sku: string | null
}

/** The cause of what Shopify refuses of a level. */
export const levelCause = ({ shop, inventoryItemId, locationId }: Level) =>
  `level:${shop}:${inventoryItemId}:${locationId}`

/** The cause of what nobody explains of a level. */
export const disputeCause = (level: Level) => `disputed:${levelCause(level)}`

/** The cause of what stopped a shop's push. */
export const masterCause = (shop: string) => `master:${shop}`

/** The cause of what Linnworks' silence does to a shop. */
export const brownoutCause = (shop: string) => `brownout:${shop}`

/** The beginning of the cause of every link to a location that this vendor has no more. */
export const goneCauses = (vendor: Vendor) => `gone:${vendor}:`

/** The cause of what left the shelf of an order without us. */
export const leftCause = ({ shop, orderId }: Order) => `left:${shop}:${orderId}`

/** Shopify never takes the number of this level as it is. */
export function levelRefused(
  level: SoldLevel,
  { code, message }: { readonly code: string; readonly message: string },
): StockException {
  const { shop, inventoryItemId, locationId, sku } = level
  return {
    shop,
    causeKey: levelCause(level),
    code: 'STOCK_REFUSED',
    owner: 'ecommerce',
    sentence: `Shopify does not take the stock of ${sku ?? 'an item without SKU'} (item ${inventoryItemId}) at location ${locationId}: ${message} (${code}).`,
    remedy: `Mend the item in Shopify; the next push tries again. See: waybill stock explain --item ${inventoryItemId}`,
  }
}

/** Somebody else sets the number of this level. */
export function levelDisputed(
  level: SoldLevel,
  { units, surplus, because }: Extract<DriftVerdict, { readonly kind: 'exception' }>,
): StockException {
  const { shop, inventoryItemId, locationId, sku } = level
  const holds = units > 0 && surplus === 0 ? 'had' : 'has'
  const more = units > 0 ? 'more' : 'fewer'
  return {
    shop,
    causeKey: disputeCause(level),
    code: 'STOCK_DISPUTED',
    owner: 'operations',
    sentence: `Shopify ${holds} ${Math.abs(units)} ${more} of ${sku ?? `item ${inventoryItemId}`} at location ${locationId} than was last right, and nothing explains it: ${because}.`,
    remedy: `Find out what else sets stock in Shopify and stop it, or correct the count in Linnworks. Until then the level is lowered and not raised. If Linnworks is right: waybill stock accept ${shop}${sku === null ? '' : ` --sku '${sku}'`} --location ${locationId}`,
  }
}

/** Linnworks looked wrong. */
export function pushStopped(shop: string, because: string): StockException {
  return {
    shop,
    causeKey: masterCause(shop),
    code: 'STOCK_STOPPED',
    owner: 'operations',
    sentence: `The stock push of ${shop} stopped itself: ${because}`,
    remedy: `Look whether Linnworks is right. If it is: waybill stock resume ${shop}`,
  }
}

/** Linnworks has not told its stock for longer than the shop bears. */
export function stockBrownout(
  shop: string,
  silence: { readonly since: Date; readonly sentence: string },
  { rule, offerPercent }: Pick<BrownoutRule, 'rule' | 'offerPercent'>,
): StockException {
  const meanwhile =
    rule === 'keep'
      ? 'every level keeps its number'
      : `of hot and low items ${offerPercent} % are still offered`
  return {
    shop,
    causeKey: brownoutCause(shop),
    code: 'STOCK_BROWNOUT',
    owner: 'operations',
    sentence: `Linnworks has not told its stock since ${silence.since.toISOString()} (${silence.sentence}): ${meanwhile}.`,
    remedy:
      'Bring Linnworks back: it is undone by itself. Meanwhile take off sale in Shopify what must not be sold; a pause keeps its number.',
  }
}

export type Vendor = 'Shopify' | 'Linnworks'

/** A linked location that the vendor has no more. In Shopify all its links are one question. */
export function locationGone(
  vendor: Vendor,
  link: {
    readonly shop: string
    readonly locationId: string
    readonly linnworksLocationId: string
    readonly linnworksLocationName: string
    readonly ships: boolean
  },
): StockException {
  const { shop, locationId, linnworksLocationName: name, ships } = link
  const common = { shop, code: 'STOCK_LOCATION_GONE', owner: 'operations' } as const
  if (vendor === 'Shopify') {
    return {
      ...common,
      causeKey: `${goneCauses(vendor)}${locationId}`,
      sentence: `Shopify has no location ${locationId} any more, and ${name} is linked to it: nothing is read or written there.`,
      remedy: `Take the link back: waybill link location ${shop} ${locationId} --remove`,
    }
  }
  const instead = ships ? '"LINNWORKS LOCATION"' : `--also-counts "${name}" --remove`
  return {
    ...common,
    causeKey: `${goneCauses(vendor)}${locationId}:${link.linnworksLocationId}`,
    sentence: `Linnworks has no location ${name} any more, and it is linked to location ${locationId} of ${shop}: its stock counts as none.`,
    remedy: `${ships ? 'Link another' : 'Take the link back'}: waybill link location ${shop} ${locationId} ${instead}`,
  }
}

interface Order {
  readonly shop: string
  readonly orderId: string
}

/** So many units of an order left the shelf without Waybill, and Linnworks does not know. */
export function unitsLeft(order: Order, units: number): StockException {
  const { shop, orderId } = order
  return {
    shop,
    causeKey: leftCause(order),
    code: 'STOCK_LEFT',
    owner: 'operations',
    sentence: `${units} ${units === 1 ? 'unit' : 'units'} of order ${orderId} left the shelf without Waybill, and Linnworks does not know: as many are kept off sale.`,
    remedy: `Take them off in Linnworks too, then: waybill stock settle ${shop} ${orderId}`,
  }
}
