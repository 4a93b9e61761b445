import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { settleWrites } from '../../../activities/stock/writing/settle-writes.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import { ApiError } from '../../../lib/api-error.ts'
import type { OnHandAnswer, ShopifyClient, ShopLevel } from '../../../shopify/index.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { levelsRead, type StampedCall, stampCall } from '../../ledger/stock-calls.ts'
import { type Calls, shopOf } from '../fakes.ts'

const ledgers = useLedgers()
const lateCommitWaitMs = 120_000
const calls: Calls = []

test('what Shopify holds after a call that nobody answered is what is known from then on', async () => {
  const { levels } = await lost({ seconds: 150 })
  await settle({ getLevels: shopHolds(levels, 12) })
  for (const row of await ledgers.ledger.stockLevels.list(levels)) {
    expect(row).toMatchObject({ writeKey: null, onHand: 12, knownOnHand: 12 })
    expect(row.knownAt).toEqual(row.readAt)
    expect(row.hotUntil).not.toBeNull()
  }
  expect(await listUnsettled()).toEqual([])
})

test('a call that left again a minute ago may still be carried out, however old its first try is', async () => {
  const { key, levels } = await lost({ seconds: 150 })
  await ledgers.ledger.stockWrites.depart(key, secondsAgo(60))
  await settle({ getLevels: shopHolds(levels, 12) })
  expect(await ledgers.ledger.stockLevels.list(levels)).toMatchObject([
    { writeKey: key, onHand: 10 },
    { writeKey: key, onHand: 10 },
  ])
  await ledgers.ledger.stockWrites.depart(key, secondsAgo(150))
  await settle({ getLevels: shopHolds(levels, 12) })
})

test('while its number is young it goes again, and is late from then on', async () => {
  const { key } = await lost({ seconds: 50 })
  const noAnswer = new ApiError('no complete answer', {
    ...{ kind: 'ambiguous', vendor: 'shopify', operation: 'inventorySetQuantities' },
  })
  await settle({
    setOnHand: async ({ idempotencyKey, atDeparture }) => {
      expect(idempotencyKey).toBe(key)
      await atDeparture?.()
      throw noAnswer
    },
  })
  const [unsettled] = await listUnsettled()
  expect(unsettled?.sentAt.getTime()).toBeGreaterThan(secondsAgo(10).getTime())
  await settle({ setOnHand: written })
  expect(await listUnsettled()).toEqual([])
})

test('a level is not looked at while nothing can come of it', async () => {
  const { key, levels } = await lost({ seconds: 90 })
  await settle({})
  const rows = await ledgers.ledger.stockLevels.list(levels)
  expect(rows.map(({ hotUntil }) => hotUntil)).toEqual([null, null])
  await ledgers.ledger.stockWrites.settle(key, { answer: 'dropped', message: null }, new Date())
})

test('an item that is gone holds nobody up, and one that cannot be read nobody but itself', async () => {
  const { key, levels } = await lost({ seconds: 150 })
  const [gone, unreadable] = levels
  const broken = new ApiError('the answer differs from the API', {
    ...{ kind: 'malformed', vendor: 'shopify', operation: 'nodes' },
  })
  await settle({ getLevels: async () => new Map([[unreadable!.inventoryItemId, broken]]) })
  expect(await ledgers.ledger.stockLevels.list([gone!])).toMatchObject([
    { writeKey: null, onHand: 10, knownOnHand: null },
  ])
  expect(await ledgers.ledger.stockWrites.listCall(key)).toMatchObject([unreadable])
  // Its call is kept until it is settled, however long that takes.
  await ledgers.ledger.stockWrites.forgetBefore(shop, new Date())
  const asked: (readonly string[])[] = []
  await settle({
    getLevels: async (items) => {
      asked.push(items)
      return await shopHolds([unreadable!], 12)(items)
    },
  })
  expect(asked).toEqual([[unreadable!.inventoryItemId]])
  expect(await listUnsettled()).toEqual([])
})

test('a sender that slept until its call was settled does not send it', async () => {
  const { key, levels } = await lost({ seconds: 150 })
  await settle({ getLevels: shopHolds(levels, 10) })
  expect(await ledgers.ledger.stockWrites.depart(key, new Date())).toBe(false)
})

const shop = 'aurora'

/** Two levels that held ten were to hold twelve, in one call whose reply was lost. */
async function lost({ seconds }: { readonly seconds: number }): Promise<StampedCall> {
  const levels = await levelsRead(ledgers.ledger, {
    count: 2,
    onHand: 10,
    at: secondsAgo(seconds + 1),
  })
  const call = { key: randomUUID(), levels, onHand: 12, at: secondsAgo(seconds) }
  const stamped = await stampCall(ledgers.ledger, call)
  const ambiguous = { answer: 'ambiguous', message: null } as const
  await ledgers.ledger.stockWrites.settle(call.key, ambiguous, new Date())
  return stamped
}

async function settle(methods: Partial<ShopifyClient>): Promise<void> {
  const findShop = () => shopOf(calls, methods)
  await settleWrites({ findShop, ledger: ledgers.ledger, lateCommitWaitMs }, shop)
}

function shopHolds(levels: readonly LevelKey[], onHand: number) {
  const toLevel = ({ inventoryItemId, locationId }: LevelKey): ShopLevel => ({
    ...{ inventoryItemId, locationId, onHand, committed: 0, isActive: true },
  })
  return async (items: readonly string[]) => {
    const asked = levels.filter(({ inventoryItemId }) => items.includes(inventoryItemId))
    return new Map(asked.map((each) => [each.inventoryItemId, [toLevel(each)]] as const))
  }
}

async function written(): Promise<OnHandAnswer> {
  return { outcome: 'written' }
}

function listUnsettled() {
  return ledgers.ledger.stockWrites.listUnsettled(shop, new Date())
}

function secondsAgo(seconds: number): Date {
  return new Date(Date.now() - seconds * 1000)
}
