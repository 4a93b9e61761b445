import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LevelKey } from '../../ledger/level-key.ts'
import type { NewJudgement } from '../../ledger/stock-judgements.ts'
import { useLedgers } from './ledger.ts'
import { levelsRead, stampCall } from './stock-calls.ts'

const ledgers = useLedgers()
const early = new Date('2026-11-23T10:00:00Z')
const late = new Date('2026-11-23T10:00:05Z')

test('a look at an older reading says nothing of a level that was read again since', async () => {
  const { stockLevels, stockReadings } = ledgers.ledger
  const [level] = await levelsRead(ledgers.ledger, { count: 1, onHand: 10, at: early })
  const stranger = { ...level!, onHand: 15, committed: 0, isActive: true }
  await stockReadings.putShopLevels('aurora', [stranger], late)
  await stockLevels.recordJudgements([rightAt(level!, early)], new Date())
  expect(await stockLevels.list([level!])).toMatchObject([{ standing: null, knownOnHand: null }])
  await stockLevels.recordJudgements([rightAt(level!, late)], new Date())
  expect(await stockLevels.list([level!])).toMatchObject([
    { standing: 'inAccord', knownOnHand: 15 },
  ])
})

test('who writes many levels at once waits for others that do, and never they for each other', async () => {
  const { ledger, other } = ledgers
  const levels = await levelsRead(ledger, { count: 60, onHand: 10, at: early })
  const backwards = levels.toReversed()
  const looks = Array.from({ length: 25 }, async (_, nth) => {
    const key = randomUUID()
    const call = { key, levels: backwards, onHand: 10, at: new Date() }
    const readings = backwards.map((level) => ({
      ...{ ...level, onHand: 10, committed: 0, isActive: true },
    }))
    await Promise.all([
      ledger.stockLevels.recordJudgements(
        backwards.map((each) => rightAt(each, late)),
        late,
      ),
      other.stockLevels.recordJudgements(
        levels.map((each) => rightAt(each, late)),
        late,
      ),
      other.stockReadings.putShopLevels('aurora', readings, new Date(early.getTime() + nth)),
      ledger.stockLevels.heat(levels, 'stale'),
      other.stockLevels.noteHeals(backwards, late),
      stampCall(ledger, call).then(() =>
        ledger.stockWrites.settle(key, { answer: 'dropped', message: null }, late),
      ),
    ])
  })
  expect((await Promise.allSettled(looks)).filter(({ status }) => status === 'rejected')).toEqual(
    [],
  )
})

function rightAt(level: LevelKey, readAt: Date): NewJudgement {
  return {
    ...{ ...level, readAt, stockReadAt: null, standing: 'inAccord', reason: null, target: null },
    ...{ available: null, inLinnworks: null, leftShelf: null, elsewhere: null, buffer: null },
    ...{ isRight: true, isAsked: false, isExplained: true },
  }
}
