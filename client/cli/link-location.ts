import { locationCause } from '../../domain/exceptions.ts'
import type { Ledger } from '../../ledger/index.ts'
import { listCountedTwice } from '../stock-links.ts'
import { type CliContext, requireShop } from './context.ts'
import { wakeWaiting } from './links.ts'
import { type Named, pick } from './pick.ts'
import { CliError, type Report } from './report.ts'

export interface LocationWords {
  readonly shop: string
  readonly location: string
  /** The one that ships. */
  readonly linnworksLocation?: string | undefined
  /** One whose stock counts as well. */
  readonly alsoCounts?: string | undefined
}

/**
 * Ships a Shopify location's orders from a Linnworks location from now on, and wakes the orders that
 * wait for it; or counts the stock of a further Linnworks location for it.
 */
export async function linkLocation(context: CliContext, words: LocationWords): Promise<Report> {
  const { shop, linnworksLocation, alsoCounts } = words
  if (linnworksLocation === undefined && alsoCounts === undefined) {
    throw new CliError('Name the Linnworks location that ships, or one by --also-counts.', 2)
  }
  const ledger = await context.ledger()
  const [shopLocations, stockLocations] = await Promise.all([
    context.shopify(shop).listLocations(),
    context.linnworks().listStockLocations(),
  ])
  const from = pick(`location of ${shop}`, words.location, shopLocations.map(toNamed))
  const find = (word: string) => pick('Linnworks location', word, stockLocations.map(toNamed))
  const ships = linnworksLocation === undefined ? undefined : find(linnworksLocation)
  const counts = alsoCounts === undefined ? undefined : find(alsoCounts)
  const report =
    ships === undefined
      ? { json: {}, text: '', warnings: [] }
      : await ship(context, ledger, { shop, from, to: ships })
  const counted =
    counts === undefined ? '' : await countToo(context, ledger, { shop, from, to: counts })
  const twice = listCountedTwice(
    (await ledger.linkedLocations.list()).filter((each) => each.shop === shop),
  )
  return {
    json: { ...report.json, ...(counts === undefined ? {} : { counted: counts }) },
    text: [report.text, counted].filter((text) => text !== '').join('\n'),
    warnings: [
      ...report.warnings,
      ...twice.map(
        ({ linnworksLocationName: name }) =>
          `${name} counts for two locations of ${shop}: where stock is pushed, no level there is written, for it would be offered twice.`,
      ),
    ],
  }
}

/**
 * Takes back what is linked to a Shopify location, one that Shopify has no more too: all of it, or
 * with `alsoCounts` a Linnworks location that only counts.
 */
export async function unlinkLocation(context: CliContext, words: LocationWords): Promise<Report> {
  const { shop, alsoCounts } = words
  if (words.linnworksLocation !== undefined) {
    throw new CliError('--remove takes back the link of a Shopify location: name no other.', 2)
  }
  requireShop(context.config(), shop)
  const { linkedLocations } = await context.ledger()
  const links = (await linkedLocations.list()).filter((each) => each.shop === shop)
  const isId = links.some(({ locationId }) => locationId === words.location.trim())
  const from = isId
    ? { id: words.location.trim(), name: words.location.trim() }
    : pick(
        `location of ${shop}`,
        words.location,
        (await context.shopify(shop).listLocations()).map(toNamed),
      )
  const counted = links.filter((each) => each.locationId === from.id && !each.ships)
  const only =
    alsoCounts === undefined
      ? undefined
      : pick(
          `location that counts for ${from.name}`,
          alsoCounts,
          counted.map((each) => ({
            id: each.linnworksLocationId,
            name: each.linnworksLocationName,
          })),
        )
  const removed = await linkedLocations.remove({
    ...{ shop, locationId: from.id, actor: context.actor },
    ...(only === undefined ? {} : { onlyCounted: only.id }),
  })
  if (removed.length === 0) {
    throw new CliError(
      `Nothing is linked to ${from.name} of ${shop}. See: waybill link list ${shop}`,
    )
  }
  const names = removed.map(({ linnworksLocationName }) => linnworksLocationName).join(', ')
  return {
    json: { locationId: from.id, removed },
    text:
      only === undefined
        ? `${from.name} of ${shop} is no longer linked to ${names}: its orders wait for a link, and its stock keeps its numbers.`
        : `The stock of ${names} no longer counts for ${from.name} of ${shop}.`,
  }
}

interface Link {
  readonly shop: string
  readonly from: Named
  readonly to: Named
}

async function ship(context: CliContext, ledger: Ledger, { shop, from, to }: Link) {
  await ledger.links.linkLocation({
    shop,
    locationId: from.id,
    linnworksLocationId: to.id,
    linnworksLocationName: to.name,
    actor: context.actor,
  })
  return await wakeWaiting(context, ledger, {
    causeKey: locationCause(shop, from.id),
    linked: `${from.name} of ${shop} ships from ${to.name} in Linnworks.`,
  })
}

async function countToo(
  context: CliContext,
  { linkedLocations }: Ledger,
  { shop, from, to }: Link,
): Promise<string> {
  const done = await linkedLocations.count({
    shop,
    locationId: from.id,
    linnworksLocationId: to.id,
    linnworksLocationName: to.name,
    actor: context.actor,
  })
  if (done) return `The stock of ${to.name} counts for ${from.name} of ${shop} too.`
  throw new CliError(
    `${to.name} ships or counts for a location of ${shop} already: its stock would be offered twice. See: waybill link list ${shop}`,
  )
}

function toNamed({ locationId, name }: { locationId: string; name: string }): Named {
  return { id: locationId, name }
}
