import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  apiOf,
  authorise,
  lineOf,
  MUG,
  orderOf,
  send,
  setupOf,
  startTwin,
  stopTwin,
  type Api,
} from './support.ts'

const inLondon = { orders: [orderOf()], location: 'London Warehouse' }
const stored = async (api: Api) =>
  (await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')).json.length

describe('a scripted fault', () => {
  test.each([
    ['unavailable', 503],
    ['unauthorized', 401],
    ['throttled', 429],
  ] as const)('%s answers %i and commits nothing', async (kind, status) => {
    const twin = await startTwin()
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind })
    expect((await api.post('Orders/CreateOrders', inLondon)).status).toBe(status)
    expect(await stored(api)).toBe(0)
    expect(twin.stats().throttled).toEqual({})
    expect((await api.post('Orders/CreateOrders', inLondon)).status).toBe(200)
  })

  test.each([
    ['reset', 0],
    ['replyLost', 1],
  ] as const)('%s cuts the connection and has committed %i orders', async (kind, count) => {
    const twin = await startTwin()
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind })
    await expect(api.post('Orders/CreateOrders', inLondon)).rejects.toThrow('fetch failed')
    expect(await stored(api)).toBe(count)
  })

  test('lateCommit cuts the connection, and the order appears later', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind: 'lateCommit', delayMs: 150 })
    await expect(api.post('Orders/CreateOrders', inLondon)).rejects.toThrow('fetch failed')
    expect(await stored(api)).toBe(0)
    await vi.waitFor(async () => expect(await stored(api)).toBe(1), { interval: 20 })
  })

  test.each([
    ['strict', 1],
    ['racing', 2],
  ] as const)('a late commit of a reference created since: %s keeps %i', async (mode, count) => {
    const setup = setupOf({ switches: { deduplication: mode } })
    const twin = await startTwin({ setup })
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind: 'lateCommit', delayMs: 200 })
    await expect(api.post('Orders/CreateOrders', inLondon)).rejects.toThrow('fetch failed')
    await api.create([orderOf()])
    // The next late commit comes after the first one: it shows that the first is through.
    twin.faults.add({ operation: 'AddOrdersNote', kind: 'lateCommit', delayMs: 300 })
    const [order] = (await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')).json
    const note = { OrderIds: [order.OrderId], NoteText: 'later' }
    await expect(api.post('Orders/AddOrdersNote', note)).rejects.toThrow('fetch failed')
    const notes = async () => (await api.read(order.OrderId)).Notes.length
    await vi.waitFor(async () => expect(await notes()).toBe(1), { interval: 20 })
    expect(await stored(api)).toBe(count)
  })

  test('slow commits at once and answers later', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind: 'slow', delayMs: 200 })
    const started = performance.now()
    const creating = api.post('Orders/CreateOrders', inLondon)
    await vi.waitFor(async () => expect(await stored(api)).toBe(1), { interval: 5 })
    expect((await creating).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(190)
  })

  test('malformed commits and answers half a JSON text', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    twin.faults.add({ operation: 'CreateOrders', kind: 'malformed' })
    const reply = await api.post('Orders/CreateOrders', inLondon)
    expect(reply).toMatchObject({ status: 200, json: undefined })
    expect(await stored(api)).toBe(1)
  })

  test('is scripted, counted and cleared over HTTP', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    const script = (method: string, body?: unknown) =>
      send(`${twin.url}/_sandbox/faults`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
      })
    const rule = { operation: 'GetChannels', kind: 'unavailable', times: 5, status: 502 }
    expect((await script('POST', [rule])).status).toBe(204)
    expect((await script('POST', { kind: 'nonsense' })).status).toBe(400)
    expect((await api.get('Inventory/GetChannels')).status).toBe(502)
    expect((await script('DELETE')).status).toBe(204)
    expect((await api.get('Inventory/GetChannels')).status).toBe(200)
    const stats = await send(`${twin.url}/_sandbox/stats`, {})
    expect(stats.json).toMatchObject({
      calls: { GetChannels: 2 },
      faults: { 'GetChannels:unavailable': 1 },
    })
  })
})

describe('a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linnworks-twin-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('keeps orders, numbers, stock, relations and sessions', async () => {
    const statePath = join(folder, 'linnworks.sqlite')
    const first = await startTwin({ statePath })
    const api = await authorise(first)
    const [id = ''] = await api.create([orderOf({ OrderItems: [lineOf({ Qty: 3 })] })])
    const [row] = (await api.read(id)).Items
    const newOrders = [{ Items: [{ RowId: row.RowId, Quantity: 1 }] }]
    await api.post('Orders/SplitOrder', { orderId: id, newOrders })
    await api.post('Orders/ProcessOrder', { orderId: id })
    const before = await api.read(id)
    await stopTwin(first)

    const second = await startTwin({ statePath })
    const again = apiOf(`http://localhost:${second.port}`, api.token)
    expect(await again.read(id)).toEqual(before)
    expect(await again.levelOf(MUG)).toMatchObject({ StockLevel: 8, InOrderBook: 1 })
    expect((await again.get(`Orders/GetOrderRelations?orderId=${id}`)).json).toHaveLength(1)
    const [next = ''] = await again.create([orderOf({ ReferenceNumber: '5513' })])
    expect((await again.read(next)).NumOrderId).toBe(100003)
    expect(await again.create([orderOf()])).toEqual([])
    await stopTwin(second)
  })
})
