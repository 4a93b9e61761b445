import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { buy, dispatch, insist, stageOf } from './people.ts'

/**
 * A shift at the shop: orders come in and leave, and when `incidentAfter` of them stand in Linnworks
 * something happens, while the others are on their way. People who get no answer try again. Resolves
 * when every order is fulfilled.
 */
export async function workShift(
  stack: Stack,
  shift: {
    readonly orders: number
    readonly incidentAfter: number
    readonly incident: () => Promise<void>
  },
): Promise<readonly PlacedOrder[]> {
  const placed: PlacedOrder[] = []
  const sent = new Set<PlacedOrder>()
  let incident: Promise<void> | undefined

  const isIn = async (stages: readonly string[]) => {
    const found = await Promise.all(placed.map((order) => stageOf(stack, order)))
    return placed.filter((_, index) => stages.includes(found[index] ?? ''))
  }
  const sendDue = async () => {
    const waiting = await isIn(['awaitingDispatch'])
    const due = waiting.filter((order) => !sent.has(order))
    // The warehouse looks when there is something new: Linnworks counts its calls too.
    if (due.length === 0) return
    await dispatch(stack, due)
    for (const order of due) sent.add(order)
  }

  await eventually('every order of the shift is fulfilled', async () => {
    if (placed.length < shift.orders) placed.push(await insist(() => buy(stack, variantOf(placed))))
    // Whoever looks while something is down looks again.
    const standing = await isIn(['awaitingDispatch', 'fulfilled']).catch(() => [])
    if (standing.length >= shift.incidentAfter) incident ??= shift.incident()
    await sendDue().catch(() => undefined)
    const done = await isIn(['fulfilled']).catch(() => [])
    return incident !== undefined && done.length === shift.orders
  })
  await incident
  return placed
}

function variantOf(placed: readonly PlacedOrder[]): string {
  const { mug, breakfastTea, earlGrey } = VARIANTS
  return [mug, breakfastTea, earlGrey][placed.length % 3] ?? mug
}
