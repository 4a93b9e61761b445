import { goneCauses, locationGone, type Vendor } from '../../../domain/stock-exceptions.ts'
import type { LinkedLocation } from '../../../ledger/linked-locations.ts'
import type { Dependencies } from '../../dependencies.ts'

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
    .map((link) => locationGone(vendor, link))
  const open = await ledger.stockExceptions.listOpen(shop)
  const settled = open
    .map(({ causeKey }) => causeKey)
    .filter((cause) => cause.startsWith(goneCauses(vendor)))
    .filter((cause) => !broken.some(({ causeKey }) => causeKey === cause))
  await ledger.stockExceptions.open(broken)
  await ledger.stockExceptions.close(shop, settled)
}

const idAt = (vendor: Vendor, { locationId, linnworksLocationId }: LinkedLocation) =>
  vendor === 'Shopify' ? locationId : linnworksLocationId
