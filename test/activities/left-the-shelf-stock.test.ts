import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../ledger/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { key } from '../ledger/ledger.ts'
import { after, before, gone, level, longAgo, useLeftTheShelf } from './shelf-departure.ts'

const left = useLeftTheShelf()
const { count, inject, world } = left

describe('an order that left the shelf without Waybill', () => {
  test('is missing from Linnworks’ stock until it is known there, and held by nobody afterwards', async () => {
    await inject(gone())
    expect(await count(before)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 2, unheard: 0 })
    expect(await count(after)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 0, unheard: 0 })
  })

  test('is skipped and kept off sale under the policy that freezes, until a person settles it', async () => {
    world.policy = { leftTheShelf: 'freeze' }
    const skipped = { kind: 'skipped', reason: 'FULFILLED_ELSEWHERE' }
    expect(await inject(gone())).toMatchObject(skipped)
    expect(world.shelf).toEqual([])
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
    await left.ledger.consignedUnits.settleLeft({ ...key, actor: 'staff-1' })
    expect(await inject(gone())).toMatchObject(skipped)
    expect(await count(after)).toMatchObject({ leftShelf: 0 })
  })

  test('and that a person settled is not taken off Linnworks’ stock a second time', async () => {
    world.policy = { leftTheShelf: 'freeze' }
    await inject(gone())
    await left.ledger.consignedUnits.settleLeft({ ...key, actor: 'staff-1' })
    world.policy = {}
    expect(await inject(gone())).toMatchObject({ kind: 'skipped' })
    expect(world.shelf).toEqual([])
  })

  test('and whose old order in Linnworks was cancelled is kept off sale: a person can tell', async () => {
    world.shelf = [linnworksOrderOf({ processed: true, holdOrCancel: true })]
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'skipped' })
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
  })

  test('is kept off sale while its SKU is unknown to Linnworks, and no longer', async () => {
    await left.ledger.links.forgetItems(['MUG'])
    expect(await inject(gone(), { findStockItems: async () => [] })).toMatchObject({
      exception: { code: 'SKU_UNMAPPED' },
    })
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
    await inject(gone())
    expect(await count(after)).toMatchObject({ leftShelf: 0 })
    expect(await left.ledger.consignedUnits.listLeft('aurora')).toEqual([])
  })

  test.each([
    ['goes to Linnworks', {}],
    ['is skipped', { leftTheShelf: 'freeze' }],
  ] as const)('is unseen no more once it %s', async (_what, chosen) => {
    world.policy = chosen
    await left.ledger.orders.receive(key)
    await left.ledger.orders.markLeftUnseen('aurora', [key.orderId])
    expect(await left.ledger.orders.listLeftUnseen('aurora', 2)).toHaveLength(1)
    await inject(gone())
    expect(await left.ledger.orders.listLeftUnseen('aurora', 2)).toEqual([])
    const row = await left.database.selectFrom('orders').select('leftUnseen').executeTakeFirst()
    expect(row).toEqual({ leftUnseen: false })
  })

  test('is unseen no more once Shopify has no such order', async () => {
    await left.ledger.orders.receive(key)
    await left.ledger.orders.markLeftUnseen('aurora', [key.orderId])
    expect(await inject(undefined)).toMatchObject({ kind: 'missing' })
    expect(await left.ledger.orders.listLeftUnseen('aurora', 2)).toEqual([])
  })

  test('makes its levels hot', async () => {
    const heated: unknown[] = []
    const watched: Ledger = {
      ...left.ledger,
      stockLevels: {
        ...left.ledger.stockLevels,
        heat: async (levels, reason) => {
          heated.push({ levels, reason })
        },
      },
    }
    await inject(gone(), {}, watched)
    expect(heated).toEqual([{ levels: [level], reason: 'sold' }])
  })

  test('goes on if its levels cannot be made hot', async () => {
    const heat = () => Promise.reject(new Error('deadlock detected'))
    const broken: Ledger = { ...left.ledger, stockLevels: { ...left.ledger.stockLevels, heat } }
    expect(await inject(gone(), {}, broken)).toMatchObject({ kind: 'injected' })
  })
})
