import { expect, test } from 'vitest'
import { failing, inTurn } from './outcomes.ts'
import { currentDetails } from './order-on-test.ts'
import {
  causesReviewed,
  dispatchesSwept,
  duplicatesSwept,
  ordersSwept,
} from './scenarios/sweeps.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('A sweep of a shop says how many orders it saw and handed over', async () => {
  const { handle } = await ordersSwept.play(host())
  expect(await currentDetails(handle)).toBe('Saw 3 changed orders of aurora, handed over 2.')
})

test('A sweep of Linnworks says how many orders it saw leave', async () => {
  const { handle } = await dispatchesSwept.play(host())
  expect(await currentDetails(handle)).toBe("Saw 5 orders leave Linnworks' open orders, told 1.")
})

test('A review of the causes says what is mended and who was woken', async () => {
  const { handle } = await causesReviewed.play(host())
  expect(await currentDetails(handle)).toBe('Of 2 open causes 1 are gone; woke 4 orders.')
})

test('A sweep for duplicates says what it cancelled and what people are asked', async () => {
  const { handle } = await duplicatesSwept.play(host())
  expect(await currentDetails(handle)).toBe(
    'Looked over 900 orders in Linnworks, closer at 3: cancelled 1 duplicates, asks people about 2.',
  )
})

test('A sweep that fails is tried five times, then left to the next one', async () => {
  let tries = 0
  const swept = host().sweep('dispatchSweepWorkflow', {
    sweepDispatches: inTurn(() => {
      tries += 1
      return failing('unavailable', 10)()
    }),
  })
  await expect(swept).rejects.toThrow('Workflow execution failed')
  expect(tries).toBe(5)
})
