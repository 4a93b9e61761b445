import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LinnworksClient } from '../../linnworks/index.ts'
import type { LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { createWarehouse, type Warehouse } from '../../sandbox/warehouse.ts'
import { clientOf, consignmentOf, CREDENTIALS, startTwin } from './twin.ts'

let twin: LinnworksTwin
let linnworks: LinnworksClient
let warehouse: Warehouse
let orderId: string

beforeEach(async () => {
  twin = await startTwin({})
  linnworks = clientOf(twin)
  warehouse = createWarehouse({ ...CREDENTIALS, authUrl: twin.url })
  const creation = { locationName: 'London Warehouse', orders: [consignmentOf()] }
  orderId = (await linnworks.createOrders(creation))[0] ?? ''
})

afterEach(async () => {
  linnworks.close()
  await twin.stop()
})

test('a dispatched order shows its courier and tracking number', async () => {
  const trackingNumber = 'CANARY123456789GB'
  await warehouse.dispatch({ orderId, trackingNumber })
  const [order] = await linnworks.getOrdersById([orderId])
  expect(order).toMatchObject({ processed: true, holdOrCancel: false, trackingNumber })
  expect(order?.processedAt).toMatch(/Z$/)
})

test('a split order and its child are told apart by their relation, and share the reference', async () => {
  const items = [{ itemNumber: '9001', quantity: 1 }]
  const childId = await warehouse.splitOff({ orderId, items })
  const relations = await linnworks.listOrderRelations(orderId)
  expect(relations).toMatchObject([{ parentId: orderId, childId }])
  expect(relations[0]?.type).not.toBe('')
  const family = await linnworks.findOrdersByReference({ shop: 'aurora', reference: '5512' })
  expect(family.map((order) => order.linnworksOrderId).toSorted()).toEqual(
    [orderId, childId].toSorted(),
  )
  for (const order of family) {
    expect(order.lines).toMatchObject([{ itemNumber: '9001', sku: 'MUG', quantity: 1 }])
  }
})
