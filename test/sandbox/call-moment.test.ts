import { expect, onTestFinished, test } from 'vitest'
import { CALLER_HEADER, type CallMoment, type CallWatch } from '../../sandbox/call-moment.ts'
import { startShopifyTwin } from '../../sandbox/shopify/index.ts'
import { AURORA } from '../../sandbox/world.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { authorise, startTwin } from './linnworks/support.ts'

const buyMug = `mutation {
  orderCreate(order: {
    lineItems: [{ variantId: "gid://shopify/ProductVariant/80000000001", quantity: 1 }]
  }) { order { id } }
}`
const countOrders = '{ ordersCount { count } }'

test('Shopify tells of a call before and after it is carried out, and who says they called', async () => {
  const seen: CallMoment[] = []
  const ask = await openShop((moment) => void seen.push(moment))
  await ask(buyMug, 'worker-3/injectOrder/1')
  const call = { vendor: 'shopify', operation: 'orderCreate', caller: 'worker-3/injectOrder/1' }
  expect(seen).toEqual([
    { ...call, moment: 'received' },
    { ...call, moment: 'committed' },
  ])
})

test('Linnworks tells of a call likewise', async () => {
  const seen: string[] = []
  const twin = await startTwin({
    onCall: ({ operation, moment }) => void seen.push(`${operation} ${moment}`),
  })
  const api = await authorise(twin)
  await api.read('30000000-0000-4000-8000-000000000009').catch(() => undefined)
  expect(seen).toEqual([
    'AuthorizeByApplication received',
    'AuthorizeByApplication committed',
    'GetOrdersById received',
    'GetOrdersById committed',
  ])
})

test('A call that was received is carried out in the end, though its caller is gone', async () => {
  const { promise: leave, resolve: giveLeave } = Promise.withResolvers<void>()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const ask = await openShop(async ({ operation, moment }) => {
    if (operation !== 'orderCreate' || moment !== 'received') return
    arrive()
    await leave
  })
  const caller = new AbortController()
  const asked = ask(buyMug, 'worker-3/injectOrder/1', caller.signal)
  await arrived
  caller.abort()
  await expect(asked).rejects.toThrow(/abort/)
  expect(await ask(countOrders)).toMatchObject({ data: { ordersCount: { count: 0 } } })
  giveLeave()
  await eventually('the order is there', async () =>
    JSON.stringify(await ask(countOrders)).includes('"count":1'),
  )
})

test('A fault for some callers leaves the others alone', async () => {
  const shopify = await startShopifyTwin({ port: 0, shops: [AURORA] })
  onTestFinished(() => shopify.stop())
  const ask = asking(shopify.url)
  shopify.faults.add({ operation: 'ordersCount', kind: 'reset', caller: 'worker-' })
  await ask(countOrders)
  await ask(countOrders, 'staff')
  await expect(ask(countOrders, 'worker-3/readOrder/1')).rejects.toThrow('fetch failed')
})

async function openShop(onCall: CallWatch) {
  const shopify = await startShopifyTwin({ port: 0, shops: [AURORA], onCall })
  onTestFinished(() => shopify.stop())
  return asking(shopify.url)
}

function asking(url: string) {
  return async (query: string, caller?: string, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(`${url}/aurora/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Access-Token': AURORA.accessToken,
        ...(caller === undefined ? {} : { [CALLER_HEADER]: caller }),
      },
      body: JSON.stringify({ query }),
      ...(signal === undefined ? {} : { signal }),
    })
    return await response.json()
  }
}
