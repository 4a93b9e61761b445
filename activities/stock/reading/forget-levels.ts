import { disputeCause, levelCause } from '../../../domain/stock-exceptions.ts'
import { ApiError } from '../../../lib/api-error.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { Dependencies } from '../../dependencies.ts'

/** The rest is for the next sweep. */
const mostAtOnce = 1000

/**
 * Forgets the shop's levels that a whole reading since did not show, and closes what was asked about
 * them: else a deleted variant's last sales would be kept off sale for ever. Pages may miss one, so
 * Shopify is asked for each before it is taken for deleted; at a location that is gone, or is linked
 * no more, nobody needs them.
 */
export async function forgetLevels(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  { since, gone }: { readonly since: Date; readonly gone: ReadonlySet<string> },
): Promise<void> {
  const unread = await ledger.stockReadings.listUnread(shop, { since, limit: mostAtOnce })
  if (unread.length === 0) return
  const links = await ledger.linkedLocations.list()
  const here = new Set(
    links.flatMap((link) =>
      link.shop === shop && !gone.has(link.locationId) ? [link.locationId] : [],
    ),
  )
  const inQuestion = unread.filter(({ locationId }) => here.has(locationId))
  const readAt = await ledger.clock.now()
  const found = await findShop(shop).client.getLevels([
    ...new Set(inQuestion.map(({ inventoryItemId }) => inventoryItemId)),
  ])
  const there = [...found.values()].flatMap((levels) =>
    levels instanceof ApiError ? [] : levels.filter(({ locationId }) => here.has(locationId)),
  )
  await ledger.stockReadings.putShopLevels(shop, there, readAt)
  const forgotten = unread.filter((key) => !here.has(key.locationId) || isDeleted(key))
  await ledger.stockExceptions.close(
    shop,
    forgotten.flatMap((key) => [levelCause(key), disputeCause(key)]),
  )
  await ledger.stockReadings.forgetLevels(forgotten, since)

  /** An item that could not be understood is there. */
  function isDeleted({ inventoryItemId, locationId }: LevelKey): boolean {
    const levels = found.get(inventoryItemId)
    if (levels instanceof ApiError) return false
    return levels === undefined || !levels.some((level) => level.locationId === locationId)
  }
}
