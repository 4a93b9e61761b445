import { beforeEach, describe, expect, test } from 'vitest'
import type { FindShop } from '../../../activities/dependencies.ts'
import { gatherLevelFacts } from '../../../activities/stock/judging/level-facts.ts'
import { listPushedShops } from '../../../activities/stock/pushed-shops.ts'
import type { Ledger } from '../../../ledger/index.ts'
import { LOCATION_LINKS } from '../../../sandbox/world.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { failure, shopOf } from '../fakes.ts'
import { emptyShelves } from './shelf.ts'

const [london] = LOCATION_LINKS
const shops = ['aurora', 'borealis'] as const
const ledgers = useLedgers()

describe('a shop that sells of the same stock', () => {
  let ledger: Ledger

  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    ledger = ledgers.ledger
    const readAt = await ledger.clock.now()
    await ledger.stockItems.rememberLinnworksItems([{ sku: 'MUG', stockItemId: 'S1' }])
    const { linnworksLocationId, locationId } = london
    const stock = { stockItemId: 'S1', linnworksLocationId, available: 10, tracked: true }
    await ledger.stockReadings.putStock([stock], readAt)
    for (const shop of shops) {
      await ledger.links.linkLocation({ shop, actor: 'staff-1', ...london })
      const item = {
        ...{ inventoryItemId: 'I1', variantId: 'V1', sku: 'MUG', title: 'Mug', tracked: true },
        ...{ isBundle: false, productStatus: 'ACTIVE' },
      }
      await ledger.stockItems.rememberShopItems(shop, [item])
      await ledger.stockItems.resolveItems(shop)
      const level = { inventoryItemId: 'I1', locationId, onHand: 9, committed: 3, isActive: true }
      await ledger.stockReadings.putShopLevels(shop, [level], readAt)
    }
  })

  test('has what it sold and did not send yet taken off', async () => {
    expect(await look(shopOfEach({ enabled: true }))).toEqual({
      ...{ elsewhere: 3, sharers: ['borealis'], pushed: shops },
    })
  })

  test.each([
    ['whose stock is switched off', shopOfEach({ enabled: false })],
    ['that is configured no more', shopOfEach(undefined)],
  ])('%s takes nothing off for ever, and nobody waits for it', async (_, findShop) => {
    expect(await look(findShop)).toEqual({ elsewhere: 0, sharers: [], pushed: ['aurora'] })
  })

  async function look(findShop: FindShop) {
    const key = { shop: 'aurora', inventoryItemId: 'I1', locationId: london.locationId }
    const [facts] = await gatherLevelFacts({ ledger, findShop }, [key])
    return {
      elsewhere: facts?.terms?.elsewhere,
      sharers: facts?.sharers.map(({ shop }) => shop),
      pushed: await listPushedShops({ ledger, findShop }, 'aurora'),
    }
  }
})

/** Aurora is pushed; the other shop is as told, or unknown. */
function shopOfEach(other: { readonly enabled: boolean } | undefined): FindShop {
  return (shop) => {
    const { stock, ...access } = shopOf([], {})
    const told = shop === 'aurora' ? { enabled: true } : other
    if (told === undefined) throw failure('unauthorized', 'configuration')
    return { ...access, stock: { ...stock, ...told } }
  }
}
