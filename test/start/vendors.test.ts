import { describe, expect, onTestFinished, test } from 'vitest'
import type { LinnworksSetup } from '../../sandbox/linnworks/index.ts'
import type { ShopSetup } from '../../sandbox/shopify/index.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { AURORA } from '../../sandbox/world.ts'
import { refusalOf } from './refusals.ts'
import { startSurroundings, type Surroundings, withShop } from './surroundings.ts'
import { runRole } from './waybill-process.ts'

const uuid = '11111111-1111-4111-8111-111111111111'

/** The permissions of what Waybill reads, as the vendor's API description names them. */
const READS = [
  'GlobalPermissions.OrderBook.OpenOrdersNode',
  'GlobalPermissions.OrderBook.ViewOrderDetailsNode',
  'GlobalPermissions.OrderBook.ProcessedOrdersNode',
  'GlobalPermissions.Inventory.Stock.StockReadNode',
]

describe('setup refuses to run where a vendor would not let Waybill do its work', () => {
  test('a shop that refuses the access token', async () => {
    const { config } = await begin()
    const ending = await runRole('setup', withShop(config, { accessToken: 'revoked' }))
    expect(refusalOf(ending)).toMatch(
      /^Shopify refuses the credentials of the shop "aurora"\. Renew its accessToken/,
    )
  })

  test('a shop that refuses the client credentials', async () => {
    const { config } = await begin()
    const credentials = { accessToken: undefined, clientId: 'nobody', clientSecret: 'nothing' }
    const ending = await runRole('setup', withShop(config, credentials))
    expect(refusalOf(ending)).toMatch(
      /^Shopify refuses the credentials of the shop "aurora"\. Renew/,
    )
  })

  test('a shop that has not granted a scope', async () => {
    const scopes = AURORA.scopes.filter((scope) => scope !== 'read_locations')
    const { config } = await begin({ shop: { scopes } })
    const ending = await runRole('setup', config)
    expect(refusalOf(ending)).toMatch(
      /"aurora" has not granted read_locations, needed to .*Add the scope/,
    )
  })

  test('a shop that cannot be reached', async () => {
    const { config } = await begin()
    const apiUrl = `http://127.0.0.1:${await findFreePort()}`
    const ending = await runRole('setup', withShop(config, { apiUrl }))
    expect(refusalOf(ending)).toMatch(
      /^The shop "aurora" cannot be asked: .*Check its apiUrl and the network\.$/,
    )
  })

  test('a Linnworks that refuses the token', async () => {
    const { config } = await begin()
    const linnworks = { ...config.linnworks, token: uuid }
    const ending = await runRole('setup', { ...config, linnworks })
    expect(refusalOf(ending)).toMatch(
      /^Linnworks refuses the sign-in\. Check linnworks\.applicationId, applicationSecret and token\.$/,
    )
  })

  test('a Linnworks that cannot be reached', async () => {
    const { config } = await begin()
    const authUrl = `http://127.0.0.1:${await findFreePort()}`
    const linnworks = { ...config.linnworks, authUrl }
    const ending = await runRole('setup', { ...config, linnworks })
    expect(refusalOf(ending)).toMatch(
      /^Linnworks cannot be asked: .*Check linnworks\.authUrl and the network\.$/,
    )
  })

  test.each([
    ['list open orders', 'OrderBook.OpenOrders', 'GetAllOpenOrders'],
    ['view orders', 'OrderBook.ViewOrderDetails', 'GetOrderDetailsByReferenceId'],
    ['see what was dispatched', 'OrderBook.ProcessedOrders', 'SearchProcessedOrders'],
    ['read stock items', 'Inventory.Stock.StockRead', 'GetStockItemIdsBySKU'],
  ])('a Linnworks token that may not %s', async (_what, lacking, operation) => {
    const permissions = READS.filter((name) => name !== `GlobalPermissions.${lacking}Node`)
    const { config } = await begin({ linnworks: { permissions } })
    const ending = await runRole('setup', config)
    const said = `^The Linnworks token lacks the permission for ${operation}\\. Grant it to the`
    expect(refusalOf(ending)).toMatch(new RegExp(said))
  })

  test("Linnworks' own Shopify channel enabled, by which every order would arrive twice", async () => {
    const channels = [{ Source: 'SHOPIFY', SubSource: 'aurora', Enabled: true }]
    const { config } = await begin({ linnworks: { channels } })
    expect(refusalOf(await runRole('setup', config))).toMatch(
      /own Shopify channel "aurora" is enabled, so every/,
    )
    // Of a shop that is not ours it may stay: the same configuration, told so, is fine.
    const linnworks = { ...config.linnworks, unrelatedShopifyChannels: ['aurora'] }
    expect((await runRole('setup', { ...config, linnworks })).code).toBe(0)
  })

  test('a shop that refuses the address of the webhooks', async () => {
    const { config } = await begin()
    const receiver = { ...config.receiver, publicUrl: 'https://waybill.myshopify.com' }
    expect(refusalOf(await runRole('setup', { ...config, receiver }))).toMatch(
      /^Shopify refused the webhook \w+ of "aurora": .*domain\. Check receiver\.publicUrl\.$/,
    )
  })

  test('all that is wrong at both vendors is said at once, a line each', async () => {
    const scopes = AURORA.scopes.filter((scope) => scope !== 'read_locations')
    const { config } = await begin({ shop: { scopes } })
    const linnworks = { ...config.linnworks, token: uuid }
    const { code, sentence } = await runRole('setup', { ...config, linnworks })
    expect(sentence).toMatch(/^The shop "aurora" has not granted.*\nLinnworks refuses the sign-in/)
    expect(sentence.split('\n')).toHaveLength(2)
    expect(code).toBe(1)
  })
})

async function begin(
  change: {
    readonly shop?: Partial<ShopSetup>
    readonly linnworks?: Partial<LinnworksSetup>
  } = {},
): Promise<Surroundings> {
  const surroundings = await startSurroundings(change)
  onTestFinished(() => surroundings.stop())
  return surroundings
}
