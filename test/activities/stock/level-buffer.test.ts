import { beforeEach, describe, expect, test } from 'vitest'
import { judgeLevels } from '../../../activities/stock/judging/judge-levels.ts'
import { readShopMoment } from '../../../activities/stock/judging/shop-moment.ts'
import { levelText } from '../../../ledger/level-key.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { emptyShelves, judge, levelOf, shelvesOf, shop, stockUp } from './shelf.ts'

const ledgers = useLedgers()
const policy = { adaptiveBuffer: { enabled: true, chance: 0.01, importLagSeconds: 0 } } as const
const everyMs = 15 * 60_000

describe('what is kept back for what others sell until the next number', () => {
  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    await stockUp(ledgers.ledger, [{ onHand: 12, available: 12 }])
    const rates = ledgers.database
    await rates.updateTable('linnworksLevels').set({ fallsPerSecond: 0.005 }).execute()
    await rates.updateTable('stockLevels').set({ soldPerSecond: 0.005 }).execute()
  })

  test('is nothing of what the hot lane judges again in a moment', async () => {
    const [watched] = await judge(shelvesOf(ledgers.ledger, [], { policy }), [1])
    expect(watched?.judgement.buffer).toBe(0)
    expect(await bufferInSweep()).toBe(0)
  })

  test('covers the time to the next sweep of what nobody watches', async () => {
    expect(await bufferInSweep()).toBeGreaterThan(0)
  })

  test('covers it too where the same sweep has judged it before', async () => {
    const first = await bufferInSweep()
    expect(await bufferInSweep([levelText(levelOf(1))])).toBe(first)
    await ledgers.ledger.stockLevels.heat([levelOf(1)], 'sold')
    expect(await bufferInSweep([levelText(levelOf(1))])).toBe(0)
  })

  async function bufferInSweep(judged: readonly string[] = []): Promise<number | null> {
    const dependencies = shelvesOf(ledgers.ledger, [], { policy })
    const moment = await readShopMoment(dependencies, shop, [shop])
    const sweep = { everyMs, judged: new Set(judged) }
    const [level] = await judgeLevels(dependencies, { ...moment, sweep }, [levelOf(1)])
    return level!.judgement.buffer
  }
})
