import { expect, test } from 'vitest'
import * as scenarios from './scenarios/cancellation.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test.each(Object.values(scenarios))('$name', async (scenario) => {
  const order = await scenario.play(host())
  console.log(scenario.name, order.world.calls, order.told(), await order.ends())
  expect(1).toBe(1)
})
