import { expect, test } from 'vitest'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { StockReport } from '../../../sandbox/auditor/index.ts'
import {
  LINNWORKS,
  LINNWORKS_LOCATIONS,
  LOCATION_LINKS,
  SHOPIFY_LOCATIONS,
} from '../../../sandbox/world.ts'
import { rigOf, type Rig } from './support.ts'

const inShop = { inventoryItemId: '90000000001', locationId: SHOPIFY_LOCATIONS.london }
const mugs = (quantity: number) => ({
  ...{ sku: 'MUG-BLUE', locationId: LINNWORKS_LOCATIONS.london, quantity },
})
const offer = (rig: Rig, quantity: number) => rig.shopper.setOnHand({ ...inShop, quantity })

const kindsAt = ({ findings }: StockReport) =>
  findings.map(({ kind, level }) => `${kind} ${level?.sku} ${level?.locationId}`)

const OVERSOLD = `oversold MUG-BLUE ${SHOPIFY_LOCATIONS.london}`
const LEFT_BEHIND = `leftBehind MUG-BLUE ${SHOPIFY_LOCATIONS.london}`

test('A level that is left alone may offer too little, and not too much', async () => {
  const rig = await rigOf()
  const isLeftAlone = ({ sku }: { sku: string }) => sku === 'MUG-BLUE'
  await offer(rig, 7)
  expect(kindsAt(await rig.auditStock({ isLeftAlone }))).toEqual([])
  await rig.warehouse.sellElsewhere(mugs(34))
  expect(kindsAt(await rig.auditStock({ isLeftAlone }))).toEqual([OVERSOLD])
})

test('A unit for which Linnworks took another item than was sold is still in flight', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 2 })
  const [line] = await rig.itemsOf(order)
  await rig.carry(order, { items: [{ ...line!, sku: 'TEA-BREAKFAST' }] })
  await offer(rig, 42)
  expect(kindsAt(await rig.auditStock())).toContain(OVERSOLD)
})

test('A parcel that is sent once more holds nothing of what was sold', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 3 })
  const [line] = await rig.itemsOf(order)
  const two = await rig.carry(order, { items: [{ ...line!, quantity: 2 }] })
  await rig.dispatch(two)
  await rig.warehouse.resend(two)
  // Two have left, two more are to leave, and of the third Linnworks does not know.
  await offer(rig, 38)
  expect(kindsAt(await rig.auditStock())).toEqual([])
  await offer(rig, 39)
  expect(kindsAt(await rig.auditStock())).toEqual([OVERSOLD])
})

test('An item that is tracked at one of two linked locations is judged by that one', async () => {
  const items = LINNWORKS.items.map((item) =>
    item.SKU === 'MUG-BLUE'
      ? { ...item, minimumLevels: { [LINNWORKS_LOCATIONS.leeds]: -1 } }
      : item,
  )
  const rig = await rigOf({ linnworks: { items } })
  const both = LOCATION_LINKS.map((link) => ({ ...link, locationId: inShop.locationId }))
  const isLeftAlone = ({ sku }: { sku: string }) => sku !== 'MUG-BLUE'
  const audit = () => rig.auditStock({ locationLinks: both, isLeftAlone })
  expect(kindsAt(await audit())).toEqual([])
  await offer(rig, 41)
  expect(kindsAt(await audit())).toEqual([OVERSOLD])
})

test('A level that is to be active and is not is found as long as units are free', async () => {
  const rig = await rigOf()
  rig.shopify.setLevels('aurora', [{ ...inShop, isActive: false }])
  const isToBeActive = ({ sku }: { sku: string }) => sku === 'MUG-BLUE'
  expect(await rig.auditStock()).toMatchObject({ levels: 9, leftBehind: 0 })
  const report = await rig.auditStock({ isToBeActive })
  expect(kindsAt(report)).toEqual([LEFT_BEHIND])
  expect(report.findings[0]?.sentence).toContain('is not active and offers nothing')
  await rig.warehouse.count(mugs(0))
  expect(kindsAt(await rig.auditStock({ isToBeActive }))).toEqual([])
})

test('An archived item, and one that is not tracked, have no master', async () => {
  const rig = await rigOf()
  await rig.warehouse.archive('MUG-BLUE')
  expect(await rig.auditStock()).toMatchObject({ levels: 8, findings: [] })
  const items = LINNWORKS.items.map((item) =>
    item.SKU === 'TEAPOT-1L' ? { ...item, minimumLevel: -1, levels: {} } : item,
  )
  const other = await rigOf({ linnworks: { items } })
  expect(await other.auditStock()).toMatchObject({ levels: 8, findings: [] })
})
