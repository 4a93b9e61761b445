import { expect, test } from 'vitest'
import { currentDetails } from './order-on-test.ts'
import { failing } from './outcomes.ts'
import { hotStockPushed, stockPushed, stockPushStopped } from './scenarios/stock.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('A push says how many levels it compared, wrote and left out', async () => {
  const { handle } = await stockPushed.play(host())
  expect(await currentDetails(handle)).toMatch(
    /^Compared 900 levels of aurora in \d+ s: wrote 40, left out 7 with a reason, 2 wait\.$/,
  )
})

test('A push that stopped says why', async () => {
  const { handle } = await stockPushStopped.play(host())
  expect(await currentDetails(handle)).toBe(
    'Stopped: Linnworks returned 12 items, and 900 the time before.',
  )
})

test('The hot lane says how often it looked and what it wrote', async () => {
  const { handle } = await hotStockPushed.play(host())
  expect(await currentDetails(handle)).toBe(
    'Looked at the hot levels of aurora 50 times: wrote 9, 1 wait.',
  )
})

test('A push asks for both vendors and writes at once, all about the same sweep', async () => {
  const asked: string[] = []
  let begun = 0
  const { promise: all, resolve } = Promise.withResolvers<void>()
  const meet = async (since: string) => {
    asked.push(since)
    begun += 1
    if (begun === 3) resolve()
    await all
  }
  await host().sweep('stockPushWorkflow', {
    readLinnworksStock: async ({ since }) => {
      await meet(since)
      return { startedAt: since, items: 1 }
    },
    readShopLevels: async ({ since }) => {
      await meet(since)
      return { levels: 1 }
    },
    pushShopStock: async ({ since }) => {
      await meet(since)
      return { levels: 1, written: 0, skipped: 0, waiting: 0 }
    },
  })
  expect(new Set(asked).size).toBe(1)
})

test('A push that a vendor refuses for good ends, and the next one begins anew', async () => {
  const pushed = host().sweep('stockPushWorkflow', {
    readLinnworksStock: failing('rejected'),
  })
  await expect(pushed).rejects.toThrow('Workflow execution failed')
})
