import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Dependencies } from '../../activities/dependencies.ts'
import { migrate, openDatabase } from '../../ledger/database.ts'
import { runStockStorm } from '../../rehearsal/stock-storm/storm.ts'
import { watchStock } from '../../rehearsal/stock-storm/watch.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { AURORA, LINNWORKS_LOCATIONS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import { orderSweepId } from '../../workflows/contract.ts'
import { startTestStack } from '../support/stack.ts'
import { type Alteration, createExchange, withMethods } from './guards/exchange.ts'
import { pauseStock } from './stock-stage.ts'
import { levelOf, pushStock } from './stocktaking.ts'
import {
  createTestDatabase,
  temporalAddress,
  uniqueName,
  workflowBundle,
} from '../support/servers.ts'

test('no level is ever over, and none stays behind, while workers are killed and both vendors fail', async () => {
  const endings: (() => Promise<void>)[] = []
  onTestFinished(async () => {
    for (const end of endings.toReversed()) await end()
  })
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stock-storm-'))
  const said: string[] = []
  const { failures, ...report } = await runStockStorm({
    seed: 7,
    stormMs: 30_000,
    fewestKills: 8,
    convergesWithinMs: 90_000,
    temporal: { address: temporalAddress(), namespace: uniqueName('stock-storm') },
    ledgerUrl: await createTestDatabase({
      kind: 'ledger',
      prepare: async (url) => {
        const database = openDatabase({ url })
        await migrate(database)
        await database.destroy()
      },
    }),
    folder,
    workflowBundle: workflowBundle(),
    endings,
    say: (line) => {
      said.push(line)
      if (line.startsWith('Seed ')) console.log(line)
    },
  })
  expect(failures, `Logs are in ${folder}.\n${said.join('\n')}`).toEqual([])
  expect(report.kills.length).toBeGreaterThanOrEqual(8)
  rmSync(folder, { recursive: true, force: true })
}, 420_000)

/** Sold over the counter at the very moment at which its level is raised for a delivery. */
const mug = '90000000001'

/** Each on a Waybill of its own, side by side. */
describe.concurrent('the watch of the storm', () => {
  test.for<[string, ((stack: Stack) => Alteration) | undefined, number]>([
    ['finds nothing while every guard is in place', undefined, 0],
    ['sees what is over where the write compares with nothing', comparesWithNothing, 1],
    ['sees what is over where a level is raised before all orders are known', believesAll, 1],
  ])('%s', async ([, guardsOut, over], { expect, onTestFinished: atTheEnd }) => {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-stock-watch-'))
    const exchange = createExchange()
    const stack = await startTestStack({
      folder,
      shop: { sweepEverySeconds: 1, stock: { enabled: true } },
      alter: exchange.alter,
    })
    atTheEnd(() => stack.stop())
    await pauseStock(stack)
    await pushStock(stack)
    const { ledger } = stack.config
    const watch = watchStock(stack, { folder, ledgerUrl: ledger.url })
    atTheEnd(watch.stop)
    const isOrderSweepOut = guardsOut === believesAll
    if (isOrderSweepOut) {
      // Webhooks are lost, and the sweep has not come by yet.
      await stack.client.schedule.getHandle(orderSweepId(AURORA.shop)).pause()
      stack.shopify.webhooks.withhold()
      sellOne(stack)
    }
    exchange.use(guardsOut?.(stack) ?? sellsMeanwhile(stack, (input) => input))
    const { london } = LINNWORKS_LOCATIONS
    const [delivered] = [{ sku: 'MUG-BLUE', locationId: london, quantity: 10 }]
    await stack.warehouse.receive(delivered!)
    await eventually('the delivery is on sale', async () => {
      await pushStock(stack)
      watch.look()
      return levelOf(stack, mug).onHand > 45
    })
    const { failures } = await watch.judge()
    expect(failures.filter((line) => line.startsWith(`Over: ${mug}:`)).length > 0).toBe(over > 0)
    rmSync(folder, { recursive: true, force: true })
  })
})

type OnHandCall = Parameters<ReturnType<Dependencies['findShop']>['client']['setOnHand']>[0]

function comparesWithNothing(stack: Stack): Alteration {
  return sellsMeanwhile(stack, (input) => ({
    ...input,
    writes: input.writes.map((write) => ({
      ...write,
      changeFrom: levelOf(stack, write.inventoryItemId, write.locationId).onHand,
    })),
  }))
}

/** Once, between the plan of a write and its leaving, somebody buys in the shop itself. */
function sellsMeanwhile(stack: Stack, change: (input: OnHandCall) => OnHandCall): Alteration {
  let sold = false
  return (usual) => ({
    ...usual,
    findShop: (shop) => {
      const found = usual.findShop(shop)
      const { client } = found
      const setOnHand = async (input: OnHandCall) => {
        if (!sold) sellOne(stack)
        sold = true
        return await client.setOnHand(change(input))
      }
      return { ...found, client: withMethods(client, { setOnHand }) }
    },
  })
}

/** Every cursor says that all orders are known. */
function believesAll(): Alteration {
  return (usual) => {
    const { cursors } = usual.ledger
    const find = async (name: string) =>
      /^(orders|shelf):/.test(name) ? new Date(Date.now() + 3_600_000) : await cursors.find(name)
    return { ...usual, ledger: { ...usual.ledger, cursors: { ...cursors, find } } }
  }
}

function sellOne({ shopify }: Stack): void {
  shopify.sellInStore(AURORA.shop, {
    locationId: SHOPIFY_LOCATIONS.london,
    lines: [{ variantId: `gid://shopify/ProductVariant/${VARIANTS.mug}`, quantity: 1 }],
  })
}
