import { beforeEach, describe, expect, test } from 'vitest'
import { createReadShopLevels } from '../../../activities/stock/read-shop-levels.ts'
import type { Ledger } from '../../../ledger/index.ts'
import type { ShopifyClient, ShopLevel } from '../../../shopify/index.ts'
import { LOCATION_LINKS } from '../../../sandbox/world.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { attempt, emptyLedger, shopOf } from '../fakes.ts'

const shop = 'aurora'
const [london, leeds] = LOCATION_LINKS
const ledgers = useLedgers()

describe('reading what a shop has', () => {
  let ledger: Ledger

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    for (const table of ['stockLevels', 'shopItems', 'stockExceptions'] as const) {
      await ledgers.database.deleteFrom(table).execute()
    }
    ledger = ledgers.ledger
    for (const link of LOCATION_LINKS) {
      await ledger.links.linkLocation({ shop, actor: 'staff-1', ...link })
    }
  })

  test('goes on where a location is gone, and asks people until its link is taken back', async () => {
    const levels = { [london.locationId]: [levelOf('1', london.locationId)] }
    expect(await read(levels)).toEqual({ levels: 1 })
    expect(await ledger.stockExceptions.listOpen(shop)).toMatchObject([
      {
        code: 'STOCK_LOCATION_GONE',
        owner: 'operations',
        sentence: expect.stringContaining(`no location ${leeds.locationId}`),
        remedy: expect.stringContaining(`link location aurora ${leeds.locationId} --remove`),
      },
    ])
    await read(levels)
    expect(await ledger.stockExceptions.listOpen(shop)).toHaveLength(1)
    await ledger.linkedLocations.remove({ shop, locationId: leeds.locationId, actor: 'staff-1' })
    await read(levels)
    expect(await ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  test('asks no longer about a location that is there again', async () => {
    await read({ [london.locationId]: [] })
    expect(await ledger.stockExceptions.listOpen(shop)).toHaveLength(1)
    await read({ [london.locationId]: [], [leeds.locationId]: [] })
    expect(await ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  /** A sweep's reading of what stands at each location; one that is not told is gone. */
  async function read(
    levels: Readonly<Record<string, readonly ShopLevel[]>>,
    methods: Partial<ShopifyClient> = {},
  ) {
    const listLocationLevels: ShopifyClient['listLocationLevels'] = ({ locationId }) => {
      const found = levels[locationId]
      return Promise.resolve(found === undefined ? undefined : { levels: found })
    }
    const { readShopLevels } = createReadShopLevels({
      ledger,
      findShop: () => shopOf([], { listLocationLevels, ...methods }),
      stopping: new AbortController().signal,
    })
    const since = (await ledger.clock.now()).toISOString()
    return await attempt(1, readShopLevels, { shop, since })
  }
})

function levelOf(inventoryItemId: string, locationId: string): ShopLevel {
  return { inventoryItemId, locationId, onHand: 10, committed: 3, isActive: true }
}
