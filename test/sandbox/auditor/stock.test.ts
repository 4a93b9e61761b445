import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { StockReport } from '../../../sandbox/auditor/index.ts'
import {
  AURORA,
  LINNWORKS_LOCATIONS,
  LOCATION_LINKS,
  SHOPIFY_LOCATIONS,
} from '../../../sandbox/world.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { kindsOf, rigOf, type Rig } from './support.ts'

const { london } = LINNWORKS_LOCATIONS
const inShop = { inventoryItemId: '90000000001', locationId: SHOPIFY_LOCATIONS.london }
const mugs = (quantity: number) => ({ sku: 'MUG-BLUE', locationId: london, quantity })

/** What a right push would do to the level of the mug in London. */
const offer = (rig: Rig, quantity: number) => rig.shopper.setOnHand({ ...inShop, quantity })

const kindsAt = ({ findings }: StockReport) =>
  findings.map(({ kind, level }) => `${kind} ${level?.sku} ${level?.locationId}`)

const OVERSOLD = `oversold MUG-BLUE ${SHOPIFY_LOCATIONS.london}`
const LEFT_BEHIND = `leftBehind MUG-BLUE ${SHOPIFY_LOCATIONS.london}`

describe('nothing is wrong', () => {
  test('where both vendors say the same; what Linnworks lacks is not judged', async () => {
    const rig = await rigOf()
    expect(await rig.auditStock()).toEqual({
      levels: 10,
      oversold: 0,
      leftBehind: 0,
      findings: [],
    })
  })

  test('while an order goes its way, known to Linnworks or not yet', async () => {
    const rig = await rigOf()
    const order = await rig.buy({ [VARIANTS.mug]: 3 })
    expect(kindsAt(await rig.auditStock())).toEqual([])
    const linnworksOrder = await rig.carry(order)
    expect(kindsAt(await rig.auditStock())).toEqual([])
    await rig.dispatch(linnworksOrder)
    expect(kindsAt(await rig.auditStock())).toEqual([])
    await rig.post(order)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('where a bundle was sold, as components or as a composite', async () => {
    const rig = await rigOf()
    await rig.carry(await rig.buy({ [VARIANTS.teaSet]: 2 }))
    expect(kindsAt(await rig.auditStock())).toEqual([])
    const order = await rig.buy({ [VARIANTS.teaSet]: 1 })
    const itemNumber = (await rig.look(order)).lineItems.nodes[0]!.lineItemGroup!.id.replace(
      'gid://shopify/LineItemGroup/',
      '',
    )
    await rig.carry(order, { items: [{ itemNumber, sku: 'SET-TEA', quantity: 1, price: 22 }] })
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('where nothing is left and more than that was sold', async () => {
    const rig = await rigOf()
    await rig.buy({ [VARIANTS.mug]: 41 })
    await rig.warehouse.count(mugs(0))
    await offer(rig, 0)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('where Shopify keeps units off sale itself', async () => {
    const rig = await rigOf()
    await rig.ask(
      `mutation Damage($input: InventoryAdjustQuantitiesInput!, $key: String!) {
        inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
          userErrors { message }
        }
      }`,
      {
        key: 'damage-1',
        input: {
          name: 'damaged',
          reason: 'damaged',
          changes: [
            {
              inventoryItemId: `gid://shopify/InventoryItem/${inShop.inventoryItemId}`,
              locationId: `gid://shopify/Location/${inShop.locationId}`,
              delta: 3,
              changeFromQuantity: null,
              ledgerDocumentUri: 'gid://sandbox/Breakage/1',
            },
          ],
        },
      },
      z.object({ inventoryAdjustQuantities: z.object({ userErrors: z.array(z.never()) }) }),
    )
    expect(kindsAt(await rig.auditStock())).toEqual([LEFT_BEHIND])
    await offer(rig, 40)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('where Shopify keeps units committed to an order that is cancelled', async () => {
    const rig = await rigOf({ shops: [{ ...AURORA, unrestockedUnits: 'stayCommitted' }] })
    const order = await rig.buy({ [VARIANTS.mug]: 2 })
    await rig.shopper.cancelOrder(order.id, { restock: false })
    await eventually(
      'the cancellation',
      async () => (await rig.look(order)).cancelledAt !== null,
      15_000,
    )
    await offer(rig, 40)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('where a buffer holds units back', async () => {
    const rig = await rigOf()
    await offer(rig, 35)
    const bufferOf = ({ sku, locationId }: { sku: string; locationId: string }) =>
      sku === 'MUG-BLUE' && locationId === inShop.locationId ? 5 : 0
    expect(kindsAt(await rig.auditStock({ bufferOf }))).toEqual([])
    expect(kindsAt(await rig.auditStock())).toEqual([LEFT_BEHIND])
  })

  test('of levels that cannot sell, that no link names, or that are out of hands', async () => {
    const rig = await rigOf()
    rig.linnworks.backroom.sellElsewhere([mugs(10)])
    const [, leeds] = LOCATION_LINKS
    const { levels } = await rig.auditStock({ locationLinks: [leeds] })
    expect(levels).toBe(5)
    const isOutOfHands = ({ sku }: { sku: string }) => sku === 'MUG-BLUE'
    expect(await rig.auditStock({ isOutOfHands })).toMatchObject({ levels: 8, oversold: 0 })
    rig.shopify.setLevels('aurora', [{ ...inShop, isActive: false }])
    expect(await rig.auditStock()).toMatchObject({ levels: 9, oversold: 0 })
  })
})

describe('what is on offer and not there', () => {
  test('is found when another channel sold it, until the level is right again', async () => {
    const rig = await rigOf()
    await rig.warehouse.sellElsewhere(mugs(3))
    const report = await rig.auditStock()
    expect(report).toMatchObject({ oversold: 1, leftBehind: 0 })
    expect(report.findings).toEqual([
      {
        promise: 'P6',
        kind: 'oversold',
        shop: 'aurora',
        orderId: '',
        level: { shop: 'aurora', sku: 'MUG-BLUE', ...inShop },
        sentence:
          'MUG-BLUE at aurora/70000000001: Shopify offers 40 where Linnworks has 37, and 0 of them are sold already.',
      },
    ])
    await offer(rig, 37)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('is found before the last push too, where what is left behind is forgiven', async () => {
    const rig = await rigOf()
    await offer(rig, 41)
    expect(kindsAt(await rig.auditStock({ atRest: false }))).toEqual([OVERSOLD])
    await offer(rig, 39)
    expect(kindsAt(await rig.auditStock({ atRest: false }))).toEqual([])
    expect(kindsAt(await rig.auditStock())).toEqual([LEFT_BEHIND])
  })

  test('is found where a sold unit that Linnworks does not know was added back', async () => {
    const rig = await rigOf()
    await rig.buy({ [VARIANTS.mug]: 2 })
    // What a push that takes Linnworks at its word would make of it: 40 on offer again.
    await offer(rig, 42)
    const [found] = (await rig.auditStock()).findings
    expect(found).toMatchObject({ kind: 'oversold' })
    expect(found?.sentence).toContain('Linnworks has 40, and 2 of them are sold already')
  })

  test('is found where a lock let go of stock that is sold', async () => {
    const rig = await rigOf()
    const linnworksOrder = await rig.carry(await rig.buy({ [VARIANTS.mug]: 2 }))
    await rig.warehouse.lock(linnworksOrder)
    expect(kindsAt(await rig.auditStock())).toEqual([])
    await offer(rig, 42)
    expect(kindsAt(await rig.auditStock())).toEqual([OVERSOLD])
  })

  test('is found where Linnworks could not link a line, and so took nothing', async () => {
    const rig = await rigOf()
    const order = await rig.buy({ [VARIANTS.mug]: 2 })
    const [line] = await rig.itemsOf(order)
    await rig.carry(order, { items: [{ ...line!, sku: 'UNKNOWN' }] })
    await offer(rig, 42)
    expect(kindsAt(await rig.auditStock())).toEqual([OVERSOLD])
  })

  test('is found where it left over the counter, until a count tells Linnworks', async () => {
    const rig = await rigOf()
    const lines = [{ variantId: `gid://shopify/ProductVariant/${VARIANTS.mug}`, quantity: 4 }]
    const id = await rig.shopper.sellInStore({ locationId: inShop.locationId, lines })
    expect(kindsAt(await rig.auditStock())).toEqual([])
    await offer(rig, 40)
    expect(kindsAt(await rig.auditStock())).toEqual([OVERSOLD])
    await rig.warehouse.count(mugs(36))
    await offer(rig, 36)
    const countedOrders = [id.replace('gid://shopify/Order/', '')]
    expect(kindsAt(await rig.auditStock({ countedOrders }))).toEqual([])
  })

  test('is found at a location of which several in Linnworks are the master', async () => {
    const rig = await rigOf()
    const both = LOCATION_LINKS.map((link) => ({ ...link, locationId: inShop.locationId }))
    const isLeftAlone = ({ sku }: { sku: string }) => sku !== 'MUG-BLUE'
    const audit = () => rig.auditStock({ locationLinks: both, isLeftAlone })
    await offer(rig, 55)
    expect(kindsAt(await audit())).toEqual([])
    await offer(rig, 56)
    expect(kindsAt(await audit())).toEqual([OVERSOLD])
  })
})

test('What one shop sold and Linnworks does not know is free in no other shop', async () => {
  const borealis = {
    ...AURORA,
    shop: 'borealis',
    domain: 'borealis.myshopify.com',
    accessToken: 'sandbox-access-token-borealis',
  }
  const rig = await rigOf({ shops: [AURORA, borealis] })
  expect(await rig.auditStock()).toMatchObject({ levels: 20, findings: [] })
  const variantId = `gid://shopify/ProductVariant/${VARIANTS.mug}`
  rig.shopify.placeOrders('borealis', [{ lines: [{ variantId, quantity: 2 }] }])
  const report = await rig.auditStock()
  expect(report.findings).toMatchObject([{ kind: 'oversold', shop: 'aurora' }])
  await offer(rig, 38)
  expect((await rig.auditStock()).findings).toEqual([])
})

test('What Linnworks holds at another location than Shopify sold it from is not in flight', async () => {
  const rig = await rigOf()
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 2 }), { location: 'Leeds Depot' })
  expect(kindsAt(await rig.auditStock())).toEqual([
    LEFT_BEHIND,
    `oversold MUG-BLUE ${SHOPIFY_LOCATIONS.leeds}`,
  ])
  await offer(rig, 42)
  await rig.shopper.setOnHand({
    ...inShop,
    locationId: SHOPIFY_LOCATIONS.leeds,
    quantity: 13,
  })
  expect(kindsAt(await rig.auditStock())).toEqual([])
})

describe('what is there and not on offer', () => {
  test('is found when goods came in', async () => {
    const rig = await rigOf()
    await rig.warehouse.receive(mugs(5))
    const report = await rig.auditStock()
    expect(report).toMatchObject({ oversold: 0, leftBehind: 1 })
    expect(report.findings[0]).toMatchObject({
      promise: 'P6',
      kind: 'leftBehind',
      sentence:
        'MUG-BLUE at aurora/70000000001: Shopify offers 40 instead of 45: Linnworks has 45, and 0 of them are sold already.',
    })
    await offer(rig, 45)
    expect(kindsAt(await rig.auditStock())).toEqual([])
  })

  test('is found when a cancelled order was not put back on sale', async () => {
    const rig = await rigOf()
    const order = await rig.buy({ [VARIANTS.mug]: 2 })
    await rig.cancel(order)
    expect(kindsAt(await rig.auditStock())).toEqual([])
    await offer(rig, 38)
    expect(kindsAt(await rig.auditStock())).toEqual([LEFT_BEHIND])
  })

  test('is found where a unit that Linnworks knows was taken off twice', async () => {
    const rig = await rigOf()
    await rig.carry(await rig.buy({ [VARIANTS.mug]: 2 }))
    await offer(rig, 38)
    expect(kindsAt(await rig.auditStock())).toEqual([LEFT_BEHIND])
  })
})

test('A whole audit tells of the stock where it is asked to, and only there', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.mug]: 2 }))
  expect(await rig.audit()).not.toHaveProperty('stock')
  const stock = { locationLinks: LOCATION_LINKS }
  expect(await rig.audit({ stock })).toMatchObject({
    fulfilled: 1,
    stock: { levels: 10, oversold: 0, leftBehind: 0 },
    findings: [],
  })
  rig.linnworks.backroom.sellElsewhere([mugs(1)])
  const report = await rig.audit({ stock })
  expect(report.stock).toEqual({ levels: 10, oversold: 1, leftBehind: 0 })
  expect(kindsOf(report)).toEqual(['oversold'])
})
