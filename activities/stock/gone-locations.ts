import type { LinkedLocation } from '../../ledger/linked-locations.ts'
import type { StockException } from '../../ledger/stock-exceptions.ts'
import type { Dependencies } from '../dependencies.ts'

type Vendor = 'Shopify' | 'Linnworks'

/**
 * Asks operations about links of a shop to locations that this vendor has no more, `gone` by their
 * ids, and closes what was asked about links that are right again or taken back. Idempotent by link.
 */
export async function announceGoneLocations(
  { ledger }: Pick<Dependencies, 'ledger'>,
  vendor: Vendor,
  shop: string,
  gone: readonly string[],
): Promise<void> {
  const links = (await ledger.linkedLocations.list()).filter((link) => link.shop === shop)
  const broken = links
    .filter((link) => gone.includes(idAt(vendor, link)))
    .map((link) => toGone(vendor, link))
  const open = await ledger.stockExceptions.listOpen(shop)
  const settled = open
    .map(({ causeKey }) => causeKey)
    .filter((cause) => cause.startsWith(causeOf(vendor)))
    .filter((cause) => !broken.some(({ causeKey }) => causeKey === cause))
  await ledger.stockExceptions.open(broken)
  await ledger.stockExceptions.close(shop, settled)
}

const causeOf = (vendor: Vendor) => `gone:${vendor}:`

const idAt = (vendor: Vendor, { locationId, linnworksLocationId }: LinkedLocation) =>
  vendor === 'Shopify' ? locationId : linnworksLocationId

/** Of a location gone in Shopify all links are one question: they are taken back together. */
function toGone(vendor: Vendor, link: LinkedLocation): StockException {
  const { shop, locationId, linnworksLocationName: name, ships } = link
  const code = { shop, code: 'STOCK_LOCATION_GONE', owner: 'operations' } as const
  if (vendor === 'Shopify') {
    return {
      ...code,
      causeKey: `${causeOf(vendor)}${locationId}`,
      sentence: `Shopify has no location ${locationId} any more, and ${name} is linked to it: nothing is read or written there.`,
      remedy: `Take the link back: waybill link location ${shop} ${locationId} --remove`,
    }
  }
  const instead = ships ? '"LINNWORKS LOCATION"' : `--also-counts "${name}" --remove`
  return {
    ...code,
    causeKey: `${causeOf(vendor)}${locationId}:${link.linnworksLocationId}`,
    sentence: `Linnworks has no location ${name} any more, and it is linked to location ${locationId} of ${shop}: its stock counts as none.`,
    remedy: `${ships ? 'Link another' : 'Take the link back'}: waybill link location ${shop} ${locationId} ${instead}`,
  }
}
