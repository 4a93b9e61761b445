import type { Stack } from '../../rehearsal/stack.ts'
import { pauseStock } from './stock-stage.ts'
import { pushStock } from './stocktaking.ts'
import { startTestStack } from '../support/stack.ts'

/** The sandbox with its stock pushed once. From then on a test says itself when stock is pushed. */
export async function startStockStack(
  options: Pick<NonNullable<Parameters<typeof startTestStack>[0]>, 'alter'>,
): Promise<Stack> {
  const stack = await startTestStack({
    shop: { sweepEverySeconds: 1, stock: { enabled: true } },
    linnworks: { dispatchSweepEverySeconds: 1 },
    twins: { quotaScale: 10 },
    ...options,
  })
  await pauseStock(stack)
  await pushStock(stack)
  return stack
}
