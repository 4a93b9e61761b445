import type { Client } from '@temporalio/client'
import { expect, onTestFinished, test } from 'vitest'
import { prepareNamespace } from '../../client/namespace.ts'
import { runPreflight } from '../../client/preflight.ts'
import { prepareSchedules } from '../../client/schedules.ts'
import { runSetup } from '../../client/setup.ts'
import { connectTemporal } from '../../client/temporal.ts'
import { checkConfig } from '../../lib/config.ts'
import { openDatabase } from '../../ledger/database.ts'
import { createLedger } from '../../ledger/index.ts'
import { createLedgerDatabase } from '../ledger/ledger.ts'
import { CREDENTIALS, LONDON as WAREHOUSE, startTwin as startLinnworks } from '../linnworks/twin.ts'
import { APP, clientOf, LEEDS, LONDON, shopOf, startTwin as startShopify } from '../shopify/twin.ts'
import { temporalAddress, uniqueName } from '../support/servers.ts'
import { eventually } from '../../rehearsal/eventually.ts'

const SCOPES = [
  'write_orders',
  'write_merchant_managed_fulfillment_orders',
  'read_locations',
  'read_products',
  'read_inventory',
  'write_inventory',
]

const stockTopics = ['INVENTORY_LEVELS_UPDATE', 'REFUNDS_CREATE']

test('webhooks about stock are subscribed to only where stock is pushed', async () => {
  const off = await begin({ enabled: false })
  await off.setup()
  expect(await off.listTopics()).toContain('ORDERS_CREATE')
  for (const topic of stockTopics) expect(await off.listTopics()).not.toContain(topic)

  const on = await begin({ enabled: true })
  await on.setup()
  expect(await on.listTopics()).toEqual(expect.arrayContaining(stockTopics))
})

test('scopes of stock are asked for only where stock is pushed', async () => {
  const scopes = SCOPES.filter((scope) => !scope.endsWith('_inventory'))
  const off = await begin({ enabled: false, scopes })
  await expect(runPreflight(off.config)).resolves.toBeUndefined()
  const on = await begin({ enabled: true, scopes })
  await expect(runPreflight(on.config)).rejects.toThrow(
    /"aurora" has not granted read_inventory[^]*"aurora" has not granted write_inventory/,
  )
})

test('setup says where stock would be offered twice, or not at all', async () => {
  const on = await begin({ enabled: true })
  expect((await on.setup()).join('\n')).toContain('No location of "aurora" is linked: none of its')
  for (const locationId of [LONDON, LEEDS]) {
    await on.ledger.links.linkLocation({
      ...{ shop: 'aurora', locationId, actor: 'test' },
      linnworksLocationId: WAREHOUSE,
      linnworksLocationName: 'London Warehouse',
    })
  }
  expect((await on.setup()).join('\n')).toContain(
    'Warning: London Warehouse counts for two locations of "aurora": no level there is written',
  )
  const off = await begin({ enabled: false })
  expect((await off.setup()).join('\n')).not.toMatch(/offered twice|is linked/)
})

test('setup says which shop sells the stock of others with its own switched off', async () => {
  const both = await begin({ enabled: false, otherShop: { shop: 'borealis', enabled: true } })
  const warning = 'Warning: the stock of "aurora" is not switched on, and it sells what other shops'
  const warehouse = { linnworksLocationId: WAREHOUSE, linnworksLocationName: 'London Warehouse' }
  const link = { ...warehouse, locationId: LONDON, actor: 'test' }
  await both.ledger.links.linkLocation({ ...link, shop: 'aurora' })
  expect((await both.setup()).join('\n')).not.toContain(warning)
  await both.ledger.links.linkLocation({ ...link, shop: 'borealis' })
  expect((await both.setup()).join('\n')).toContain(warning)
})

test('the Schedules of stock go when it is switched off, and those of orders stay', async () => {
  const { config } = await begin({ enabled: true })
  const client = await connectTemporal(config, 'waybill-test')
  onTestFinished(() => client.connection.close())
  await prepareNamespace(client)
  const list = async () => {
    await prepareSchedules(client, config)
    return await listIds(client, 5)
  }
  expect(await list()).toEqual(expect.arrayContaining(['stock-push:aurora', 'hot-stock:aurora']))
  const shops = config.shops.map((shop) => ({ ...shop, stock: { ...shop.stock, enabled: false } }))
  await prepareSchedules(client, { ...config, shops })
  const left = await listIds(client, 4)
  expect(left.filter((id) => id.includes('stock'))).toEqual([])
  expect(left).toContain('order-sweep:aurora')
})

/** The list is a little behind: it is waited for until it has so many, at least. */
async function listIds(client: Client, count: number): Promise<readonly string[]> {
  return await eventually('the list of Schedules is up to date', async () => {
    const ids: string[] = []
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId)
    return (count > 4 ? ids.length > 4 : ids.length <= 4) && ids
  })
}

async function begin(options: {
  readonly enabled: boolean
  readonly scopes?: readonly string[]
  readonly otherShop?: { readonly shop: string; readonly enabled: boolean }
}) {
  const { enabled, scopes = SCOPES, otherShop } = options
  const wanted = [{ enabled }, ...(otherShop === undefined ? [] : [otherShop])]
  const [shopify, linnworks, url] = await Promise.all([
    startShopify({}, { scopes: [...scopes] }),
    startLinnworks({}),
    createLedgerDatabase(),
  ])
  const config = checkConfig({
    shops: wanted.map(({ enabled: isOn, ...named }) => ({
      ...shopOf(shopify),
      accessToken: APP.accessToken,
      webhookSecrets: ['secret'],
      stock: { enabled: isOn },
      ...named,
    })),
    linnworks: { ...CREDENTIALS, authUrl: linnworks.url },
    ledger: { url },
    temporal: { address: temporalAddress(), namespace: uniqueName('setup') },
    receiver: { publicUrl: 'https://waybill.example.com' },
  })
  const database = openDatabase(config.ledger)
  onTestFinished(async () => {
    await database.destroy()
    await Promise.all([shopify.stop(), linnworks.stop()])
  })
  return {
    config,
    ledger: createLedger(database),
    setup: async () => {
      const said: string[] = []
      await runSetup(config, database, (line) => said.push(line))
      return said
    },
    listTopics: async () => {
      const client = clientOf(shopify)
      const subscriptions = await client.listWebhookSubscriptions()
      client.close()
      return subscriptions.map(({ topic }) => topic)
    },
  }
}
