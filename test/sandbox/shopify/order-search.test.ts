import { describe, expect, test, vi } from 'vitest'
import { mug, orderAs, rigOf, shopOf, variant, type Rig } from './support.ts'

const oneMug = { lines: [{ variantId: variant(mug), quantity: 1 }] }
const search = `query($q: String, $first: Int = 50, $after: String, $sort: OrderSortKeys = UPDATED_AT) {
  orders(first: $first, after: $after, query: $q, sortKey: $sort) {
    nodes { name updatedAt } edges { cursor } pageInfo { hasNextPage endCursor } } }`

async function namesOf(rig: Rig, q: string): Promise<string[]> {
  const { orders } = await rig.ask(search, { q })
  return orders.nodes.map(({ name }: { name: string }) => name)
}

/** A clock that the test turns; it starts at noon. */
function clockOf() {
  const noon = Date.parse('2026-11-02T12:00:00Z')
  let ms = noon
  return { now: () => ms, at: (seconds: number) => (ms = noon + seconds * 1000) }
}

describe('searching orders', () => {
  test('finds by times, with every comparison, joined by a space or AND', async () => {
    const clock = clockOf()
    const rig = await rigOf({ clock: clock.now })
    for (const second of [0, 10, 20]) {
      clock.at(second)
      await rig.shopper.placeOrder(oneMug)
    }
    expect(await namesOf(rig, "updated_at:>='2026-11-02T12:00:10Z'")).toEqual(['#1002', '#1003'])
    expect(await namesOf(rig, "updated_at:>'2026-11-02T12:00:10Z'")).toEqual(['#1003'])
    expect(
      await namesOf(
        rig,
        "created_at:>='2026-11-02T12:00:00Z' AND created_at:<'2026-11-02T12:00:20Z'",
      ),
    ).toEqual(['#1001', '#1002'])
    expect(
      await namesOf(rig, 'updated_at:>2026-11-02T12:00:00Z updated_at:<=2026-11-02T12:00:10Z'),
    ).toEqual(['#1002'])
  })

  test('finds by name, id, status and financial status', async () => {
    const rig = await rigOf()
    const first = await rig.shopper.placeOrder(oneMug)
    const second = await rig.shopper.placeOrder({ ...oneMug, paid: false })
    expect(await namesOf(rig, 'name:#1002')).toEqual([second.name])
    expect(await namesOf(rig, `id:${first.orderId}`)).toEqual([first.name])
    expect(await namesOf(rig, 'financial_status:pending')).toEqual([second.name])
    await rig.shopper.cancelOrder(first.id)
    await vi.waitFor(async () => expect((await orderAs(rig, first.id)).cancelledAt).not.toBeNull())
    expect(await namesOf(rig, 'status:open')).toEqual([second.name])
    expect(await namesOf(rig, 'status:cancelled')).toEqual([first.name])
    const { ordersCount } = await rig.ask(
      '{ ordersCount(query: "status:any", limit: 1) { count precision } }',
    )
    expect(ordersCount).toEqual({ count: 1, precision: 'AT_LEAST' })
  })

  test('ignores a filter that does not exist, and only the extensions say so', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder(oneMug)
    const { body } = await rig.send(search, { q: 'update_at:>2030-01-01' })
    expect(body.data.orders.nodes).toHaveLength(1)
    expect(body.extensions.search[0].warnings).toMatchObject([
      { field: 'update_at', code: 'invalid_field' },
    ])
  })

  test('sees a change only after the lag, while the order itself shows it at once', async () => {
    const clock = clockOf()
    const rig = await rigOf({ clock: clock.now, searchLagMs: 2000 })
    const { id } = await rig.shopper.placeOrder(oneMug)
    expect((await orderAs(rig, id)).name).toBe('#1001')
    expect(await namesOf(rig, 'status:any')).toEqual([])
    clock.at(2)
    expect(await namesOf(rig, 'status:any')).toEqual(['#1001'])
    clock.at(10)
    await rig.shopper.changeAddress(id, { city: 'Elsewhere' })
    clock.at(11)
    expect((await orderAs(rig, id)).updatedAt).toBe('2026-11-02T12:00:10Z')
    expect(await namesOf(rig, "updated_at:>='2026-11-02T12:00:05Z'")).toEqual([])
    clock.at(12)
    expect(await namesOf(rig, "updated_at:>='2026-11-02T12:00:05Z'")).toEqual(['#1001'])
  })

  test('pages by cursors that hold while orders change, which are then seen again', async () => {
    const clock = clockOf()
    const rig = await rigOf({ clock: clock.now })
    const ids: string[] = []
    for (const second of [0, 1, 2, 3, 4]) {
      clock.at(second)
      ids.push((await rig.shopper.placeOrder(oneMug)).id)
    }
    const page = async (after?: string) => {
      const { orders } = await rig.ask(search, { q: 'status:any', first: 2, after })
      const { endCursor, hasNextPage } = orders.pageInfo
      return {
        names: orders.nodes.map(({ name }: { name: string }) => name),
        endCursor,
        hasNextPage,
      }
    }
    const first = await page()
    expect(first).toMatchObject({ names: ['#1001', '#1002'], hasNextPage: true })
    clock.at(10)
    await rig.shopper.changeAddress(ids[0] ?? '', { city: 'Elsewhere' })
    const second = await page(first.endCursor)
    expect(second.names).toEqual(['#1003', '#1004'])
    const third = await page(second.endCursor)
    expect(third).toMatchObject({ names: ['#1005', '#1001'], hasNextPage: false })
  })

  test('takes no page without a size, none above 250, and no strange cursor', async () => {
    const rig = await rigOf()
    const messageOf = async (args: string) => {
      const { body } = await rig.send(`{ orders(${args}) { nodes { id } } }`)
      return body.errors[0].message
    }
    expect(await messageOf('query: "x"')).toBe('you must provide one of first or last')
    expect(await messageOf('first: 251')).toContain('250')
    expect(await messageOf('first: 1, after: "nonsense"')).toContain('not a valid cursor')
  })

  test('does not show orders older than sixty days without read_all_orders', async () => {
    const clock = clockOf()
    const scopes = shopOf().scopes.filter((scope) => scope !== 'read_all_orders')
    const rig = await rigOf({ clock: clock.now }, shopOf({ scopes }))
    const { id } = await rig.shopper.placeOrder(oneMug)
    expect(await namesOf(rig, 'status:any')).toHaveLength(1)
    clock.at(61 * 24 * 3600)
    expect(await namesOf(rig, 'status:any')).toEqual([])
    expect(await orderAs(rig, id)).toBeNull()
  })
})
