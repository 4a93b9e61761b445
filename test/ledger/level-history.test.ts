import { beforeEach, describe, expect, test } from 'vitest'
import type { NewJudgement } from '../../ledger/stock-judgements.ts'
import { uniqueName } from '../support/servers.ts'
import { useLedgers } from './ledger.ts'

const ledgers = useLedgers()

const minutesMs = 60_000
const start = new Date('2026-11-23T10:00:00Z')
const minute = (nth: number) => new Date(start.getTime() + nth * minutesMs)

let level = { shop: 'aurora', inventoryItemId: '', locationId: '7001' }
beforeEach(async () => {
  level = { ...level, inventoryItemId: uniqueName('mug') }
  const { inventoryItemId, locationId } = level
  const reading = { inventoryItemId, locationId, onHand: 5, committed: 1, isActive: true }
  await ledgers.ledger.stockReadings.putShopLevels('aurora', [reading], start)
})

describe('how a level stood', () => {
  test('is kept from the moment on at which it was judged otherwise', async () => {
    await judge({ standing: 'raiseWaits', reason: 'orders', target: 7 }, 1)
    await judge({ standing: 'raiseWaits', reason: 'orders', target: 7 }, 2)
    await judge({ standing: 'paused', reason: 'a person paused it', target: null }, 3)
    expect(await ledgers.ledger.levelHistory.findJudgement(level, start)).toBeUndefined()
    expect(await stoodAt(2)).toMatchObject({
      ...{ at: minute(1), standing: 'raiseWaits', reason: 'orders', target: 7, available: 7 },
      ...{ onHand: 5, committed: 1, readAt: start, stockReadAt: start },
    })
    expect(await stoodAt(4)).toMatchObject({ at: minute(3), standing: 'paused' })
    expect(await countKept()).toBe(2)
  })

  test('is kept again when a number in its sum changed', async () => {
    await judge({ standing: 'inAccord', reason: 'right', available: 6, buffer: 1 }, 1)
    await judge({ standing: 'inAccord', reason: 'right', available: 7, buffer: 2 }, 2)
    expect(await stoodAt(3)).toMatchObject({ at: minute(2), available: 7, buffer: 2 })
  })

  test('is not kept where a write tells it', async () => {
    await judge({ standing: 'raise', reason: '7 instead of 5', target: 7 }, 1)
    await write(7)
    await judge({ standing: 'inAccord', reason: 'it holds what it should', target: 7 }, 2)
    expect(await countKept()).toBe(0)
  })

  test('is kept where what was to be written never was, and is right all the same', async () => {
    await judge({ standing: 'raise', reason: '7 instead of 5', target: 7 }, 1)
    await judge({ standing: 'inAccord', reason: 'it holds what it should', target: 7 }, 2)
    expect(await stoodAt(3)).toMatchObject({ at: minute(2), standing: 'inAccord' })
  })

  test('is kept where it is to be raised and is not stocked: that may end before a write', async () => {
    const { inventoryItemId, locationId } = level
    const reading = { inventoryItemId, locationId, onHand: 5, committed: 0, isActive: false }
    await ledgers.ledger.stockReadings.putShopLevels('aurora', [reading], minute(1))
    await judge({ standing: 'raise', reason: '7 instead of 5, and stocked there', target: 7 }, 2)
    expect(await stoodAt(3)).toMatchObject({ at: minute(2), standing: 'raise' })
  })

  test('is forgotten once something newer is as old', async () => {
    await judge({ standing: 'paused', reason: 'a person paused it', target: null }, 1)
    await judge({ standing: 'inAccord', reason: 'right', target: 7 }, 2)
    await judge({ standing: 'paused', reason: 'a person paused it', target: null }, 4)
    await ledgers.ledger.levelHistory.forgetBefore('aurora', minute(3))
    expect(await countKept()).toBe(2)
    expect(await stoodAt(1)).toBeUndefined()
    expect(await stoodAt(3)).toMatchObject({ at: minute(2), standing: 'inAccord' })
    await ledgers.ledger.levelHistory.forgetBefore('borealis', minute(9))
    expect(await countKept()).toBe(2)
  })
})

async function judge(judged: Partial<NewJudgement>, nth: number): Promise<void> {
  const terms = { available: 7, inLinnworks: 0, leftShelf: 0, elsewhere: 0, buffer: 0 }
  const judgement: NewJudgement = {
    ...{ ...level, ...terms, standing: 'inAccord', reason: 'right', target: 7, stockReadAt: start },
    ...{ readAt: minute(nth), isRight: true, isAsked: false, isExplained: true, ...judged },
  }
  await ledgers.ledger.stockLevels.recordJudgements([judgement], minute(nth))
}

async function write(onHand: number): Promise<void> {
  const { stockWrites } = ledgers.ledger
  const key = uniqueName('call')
  const terms = { available: 7, inLinnworks: 0, leftShelf: 0, elsewhere: 0, buffer: 0 }
  const times = { readAt: start, stockReadAt: start, ledgerReadAt: minute(1) }
  const leaving = { ...level, ...terms, ...times, changeFrom: 5, onHand, committed: 1 }
  expect(await stockWrites.stamp([leaving], { key, lane: 'sweep', at: minute(1) })).toHaveLength(1)
  await stockWrites.settle(key, { answer: 'written', message: null }, minute(1))
}

function stoodAt(nth: number) {
  return ledgers.ledger.levelHistory.findJudgement(level, minute(nth))
}

async function countKept(): Promise<number> {
  const { count } = await ledgers.database
    .selectFrom('stockJudgements')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('inventoryItemId', '=', level.inventoryItemId)
    .executeTakeFirstOrThrow()
  return Number(count)
}
