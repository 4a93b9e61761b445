import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { createShopper, type PlacedOrder } from '../../sandbox/shopper.ts'
import { createWarehouse } from '../../sandbox/warehouse.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../sandbox/world.ts'
import { refusalOf } from './refusals.ts'
import { type StartConfig, startSurroundings, type Surroundings } from './surroundings.ts'
import { runRole, startProcess, type WaybillProcess, writeConfig } from './waybill-process.ts'

describe('the roles of npm start', () => {
  test('setup twice, and two setups at once, leave one of everything', async () => {
    const { config, shopify } = await begin()
    // Both have looked for the webhooks before either makes one.
    const slow = { kind: 'slow', delayMs: 2000, times: 2 } as const
    shopify.faults.add({ operation: 'webhookSubscriptions', ...slow })
    const both = await Promise.all([runRole('setup', config), runRole('setup', config)])
    expect(both.map(outcomeOf)).toEqual([fine, fine])
    const again = await runRole('setup', config)
    expect(outcomeOf(again)).toEqual(fine)
    expect(again.log).toContain('The ledger is up to date.')
    expect(again.log).toMatch(/sends \d+ webhooks \(0 new\)/)
    const made = /sends (\d+) webhooks/.exec(again.log)?.[1]
    const { calls } = shopify.stats().shops['aurora']!
    expect(calls['webhookSubscriptionCreate']).toBeGreaterThanOrEqual(Number(made))
  })

  test('a taken port names the key to change, and leaves nothing running', async () => {
    const { config } = await begin()
    const port = await takePort()
    expect(refusalOf(await runRole('all', { ...config, worker: { metricsPort: port } }))).toMatch(
      /^Another program listens on port \d+ of 127\.0\.0\.1\. Stop it, or change worker\.metricsPort\.$/,
    )
    expect(
      refusalOf(await runRole('all', { ...config, receiver: { ...config.receiver, port } })),
    ).toMatch(
      /^Another program listens on port \d+ of 127\.0\.0\.1\. Stop it, or change receiver\.port\.$/,
    )
  })

  test('all carries an order, tells of its health, and ends what is under way when told to stop', async () => {
    const { config, surroundings, ledger, place, metricsUrl, receiverUrl } = await begin()
    const all = await start('all', config)
    await untilReady(all, receiverUrl)
    await untilReady(all, metricsUrl)
    await link(ledger)
    for (const url of [receiverUrl, metricsUrl]) {
      expect(await read(`${url}/healthz`)).toEqual([200, '{"status":"ok"}'])
      expect(await read(`${url}/readyz`)).toEqual([200, '{"ledger":"ok","temporal":"ok"}'])
    }
    const [, figures] = await read(`${receiverUrl}/metrics`)
    expect(figures).toContain('waybill_webhooks_received_total')

    surroundings.linnworks.faults.add({ operation: 'CreateOrders', kind: 'slow', delayMs: 2000 })
    const order = await place()
    await untilState(ledger, order, 'sent')
    const [, orders] = await read(`${metricsUrl}/metrics`)
    expect(orders).toContain('waybill_orders{shop="aurora"')
    all.kill('SIGTERM')
    expect(outcomeOf(await all.ended)).toEqual(fine)
    expect(await stateOf(ledger, order)).toBe('verified')
  })

  test('a worker and a receiver apart carry an order, though the worker is killed on the way', async () => {
    const { config, ledger, place, warehouse, metricsUrl, receiverUrl } = await begin()
    expect(outcomeOf(await runRole('setup', config))).toEqual(fine)
    await link(ledger)
    const receiver = await start('receiver', config)
    const worker = await start('worker', config)
    await untilReady(receiver, receiverUrl)
    await untilReady(worker, metricsUrl)

    const order = await place()
    await untilStage(ledger, order, 'awaitingDispatch')
    worker.kill('SIGKILL')
    expect((await worker.ended).signal).toBe('SIGKILL')
    for (const { orderId, number } of await warehouse.listOpenOrders()) {
      const trackingNumber = `RM${number}GB`
      await warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
    }
    const second = await start('worker', config)
    await untilStage(ledger, order, 'fulfilled')
    for (const each of [receiver, second]) {
      each.kill('SIGTERM')
      expect(outcomeOf(await each.ended)).toEqual(fine)
    }
  })
})

const fine = { code: 0, sentence: '' }

function outcomeOf({ code, sentence }: { code: number | null; sentence: string }) {
  return { code, sentence }
}

async function begin() {
  const surroundings: Surroundings = await startSurroundings()
  onTestFinished(() => surroundings.stop())
  const [port, metricsPort] = [await findFreePort(), await findFreePort()]
  const receiverUrl = `http://127.0.0.1:${port}`
  const config: StartConfig = {
    ...surroundings.config,
    receiver: { port, publicUrl: receiverUrl },
    worker: { metricsPort },
  }
  const database = openDatabase({ url: String(config.ledger['url']) })
  onTestFinished(() => database.destroy())
  const shopper = createShopper({
    apiUrl: `${surroundings.shopify.url}/${AURORA.shop}`,
    accessToken: AURORA.accessToken,
  })
  const variantId = `gid://shopify/ProductVariant/${VARIANTS.mug}`
  return {
    surroundings,
    shopify: surroundings.shopify,
    config,
    receiverUrl,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    ledger: createLedger(database),
    place: () => shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] }),
    warehouse: createWarehouse({ ...LINNWORKS, authUrl: surroundings.linnworks.url }),
  }
}

async function start(role: string, config: StartConfig): Promise<WaybillProcess> {
  return startProcess([role, '--config', await writeConfig(config)])
}

async function link(ledger: Ledger): Promise<void> {
  for (const each of LOCATION_LINKS) {
    await ledger.links.linkLocation({ shop: AURORA.shop, actor: 'staff-1', ...each })
  }
}

/** Fails at once, with what the process said, where it ended instead. */
async function untilReady(child: WaybillProcess, url: string): Promise<void> {
  const ready = eventually(`${url} is ready`, async () => {
    const [status] = await read(`${url}/readyz`).catch(() => [0])
    return status === 200
  })
  const ended = child.ended.then(({ sentence, log }) => {
    throw new Error(`It ended instead of serving ${url}: ${sentence}\n${log}`)
  })
  await Promise.race([ready, ended])
  ended.catch(() => undefined)
}

async function read(url: string): Promise<[status: number, text: string]> {
  const answer = await fetch(url)
  return [answer.status, await answer.text()]
}

async function untilStage(ledger: Ledger, order: PlacedOrder, stage: string): Promise<void> {
  await eventually(`${order.name} is ${stage}`, async () => {
    const row = await ledger.orders.find({ shop: AURORA.shop, orderId: order.orderId })
    return row?.stage === stage
  })
}

async function untilState(ledger: Ledger, order: PlacedOrder, state: string): Promise<void> {
  await eventually(
    `${order.name} is ${state}`,
    async () => (await stateOf(ledger, order)) === state,
  )
}

async function stateOf(ledger: Ledger, { orderId }: PlacedOrder): Promise<string | undefined> {
  const [consignment] = await ledger.consignments.list({ shop: AURORA.shop, orderId })
  return consignment?.state
}

/** Until the test ends. */
async function takePort(): Promise<number> {
  const port = await findFreePort()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return port
}
