import { describe, expect, test } from 'vitest'
import { authorise, LONDON, MUG, orderOf, startTwin, type Api, type Json } from './support.ts'

const HOUR_MS = 3_600_000
const START = Date.parse('2026-11-23T10:00:00Z')

describe('reading orders', () => {
  test('by reference finds open and processed ones, by the second reference too', async () => {
    const api = await authorise(await startTwin())
    const ids = await api.create([
      orderOf(),
      orderOf({ ReferenceNumber: '7', SecondaryReferenceNumber: '5512' }),
    ])
    await api.post('Orders/ProcessOrder', { orderId: ids[0] })
    const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
    expect(found.json.map((order: Json) => order.OrderId)).toEqual(ids)
  })

  test('by reference stops at 50', async () => {
    const api = await authorise(await startTwin())
    for (let call = 0; call < 3; call++) {
      const orders = Array.from({ length: 20 }, (_, n) => orderOf({ SubSource: `${call}-${n}` }))
      await api.create(orders)
    }
    const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
    expect(found.json).toHaveLength(50)
  })

  test('an unknown id is left out, an unknown number is an empty object', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf()])
    const byId = await api.post('Orders/GetOrdersById', { pkOrderIds: [MUG, id] })
    expect(byId.json.map((order: Json) => order.OrderId)).toEqual([id])
    const byNumber = await api.get('Orders/GetOrderDetailsByNumOrderId?OrderId=100001')
    expect(byNumber.json.OrderId).toBe(id)
    const none = await api.get('Orders/GetOrderDetailsByNumOrderId?OrderId=1')
    expect(none).toMatchObject({ status: 200, json: {} })
  })

  test('the details of open orders leave a processed one out', async () => {
    const api = await authorise(await startTwin())
    const ids = await api.create([orderOf(), orderOf({ ReferenceNumber: '5513' })])
    await api.post('Orders/ProcessOrder', { orderId: ids[0] })
    const reply = await api.post('OpenOrders/GetOpenOrdersDetails', { OrderIds: ids })
    expect(reply.json.Orders.map((order: Json) => order.OrderId)).toEqual([ids[1]])
  })

  test('all open orders are those of one location, Default unless told', async () => {
    const api = await authorise(await startTwin())
    const ids = await api.create([orderOf()])
    expect((await api.post('Orders/GetAllOpenOrders', {})).json).toEqual([])
    const london = await api.post('Orders/GetAllOpenOrders', { fulfilmentCenter: LONDON })
    expect(london.json).toEqual(ids)
  })

  test('the audit trail says what happened to an order', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf()])
    await api.post('Orders/LockOrder', { orderIds: [id], lockOrder: true })
    const trail = await api.get(`Orders/GetOrderAuditTrail?orderId=${id}`)
    expect(trail.json.map((entry: Json) => entry.Note)).toEqual([
      'Order saved by the API',
      'Order locked',
    ])
  })
})

describe('searching processed orders', () => {
  const search = (api: Api, change: Record<string, unknown> = {}) =>
    api.post('ProcessedOrders/SearchProcessedOrders', {
      request: {
        DateField: 'processed',
        FromDate: '2026-11-01T00:00:00Z',
        ToDate: '2026-12-01T00:00:00Z',
        PageNumber: 1,
        ResultsPerPage: 20,
        ...change,
      },
    })

  async function withProcessed(count: number) {
    let now = START
    const twin = await startTwin({ clock: () => now })
    const api = await authorise(twin)
    const processNext = async (reference: string) => {
      const [id] = await api.create([orderOf({ ReferenceNumber: reference })])
      now += 60_000
      await api.post('Orders/ProcessOrder', { orderId: id })
      return id
    }
    const ids = []
    for (let n = 0; n < count; n++) ids.push(await processNext(`${n}`))
    return { api, ids, processNext }
  }

  test('fewer than 20 results a page is refused', async () => {
    const { api } = await withProcessed(0)
    expect((await search(api, { ResultsPerPage: 19 })).status).toBe(400)
    expect((await search(api, { ResultsPerPage: 20 })).status).toBe(200)
  })

  test('newest comes first, so a dispatch between two pages shows an order twice', async () => {
    const { api, ids, processNext } = await withProcessed(21)
    const first = (await search(api)).json.ProcessedOrders
    await processNext('late')
    const second = (await search(api, { PageNumber: 2 })).json.ProcessedOrders
    expect(first).toMatchObject({ TotalEntries: 21, TotalPages: 2, EntriesPerPage: 20 })
    expect(first.Data[0].pkOrderID).toBe(ids[20])
    expect(second.Data.map((order: Json) => order.pkOrderID)).toEqual([ids[1], ids[0]])
    expect(first.Data.map((order: Json) => order.pkOrderID)).toContain(ids[1])
  })

  test('oldest first where asked', async () => {
    const { api, ids } = await withProcessed(2)
    const SearchSorting = { SortField: 'dProcessedOn', SortDirection: 'ASC' }
    const { Data } = (await search(api, { SearchSorting })).json.ProcessedOrders
    expect(Data.map((order: Json) => order.pkOrderID)).toEqual(ids)
  })

  test('a cancelled order is found as cancelled, and as processed with its mark', async () => {
    const { api } = await withProcessed(1)
    const [id] = await api.create([orderOf({ ReferenceNumber: 'x' })])
    await api.post('Orders/CancelOrder', { orderId: id, refund: 0 })
    const cancelled = (await search(api, { DateField: 'cancelled' })).json.ProcessedOrders.Data
    const processed = (await search(api)).json.ProcessedOrders.Data
    expect(cancelled.map((order: Json) => order.pkOrderID)).toEqual([id])
    expect(processed.map((order: Json) => [order.ReferenceNum, order.HoldOrCancel])).toEqual([
      ['x', true],
      ['0', false],
    ])
  })

  test('the range and the filters bound it', async () => {
    const { api, processNext } = await withProcessed(1)
    await processNext('1')
    const at = (ms: number) => new Date(START + ms).toISOString()
    const one = await search(api, { FromDate: at(0), ToDate: at(60_000) })
    const none = await search(api, { FromDate: at(HOUR_MS), ToDate: at(2 * HOUR_MS) })
    const other = await search(api, {
      SearchFilters: [{ SearchField: 'SubSource', SearchTerm: 'borealis' }],
    })
    expect(one.json.ProcessedOrders.TotalEntries).toBe(1)
    expect(none.json.ProcessedOrders.TotalEntries).toBe(0)
    expect(other.json.ProcessedOrders.TotalEntries).toBe(0)
  })
})
