import type { LinnworksOrder } from './consignment-order.ts'

/** What was sent, as far as the answer is checked against it. */
export interface Expected {
  readonly totalMinor: number
  readonly items: readonly { readonly itemNumber: string; readonly quantity: number }[]
}

/**
 * Compares an order read back from Linnworks with what was sent: its lines and their links, its
 * total, paid, and not parked. Answers what is wrong, in words that follow "it".
 */
export function findDefects(found: LinnworksOrder, expected: Expected): readonly string[] {
  const defects: string[] = []
  const lines = found.lines.filter(({ isService }) => !isService)
  const missing = expected.items.filter(
    (item) =>
      !lines.some((line) => line.itemNumber === item.itemNumber && line.quantity === item.quantity),
  )
  if (missing.length > 0 || lines.length !== expected.items.length) {
    defects.push(
      `has ${lines.length} lines that move stock where ${expected.items.length} were sent`,
    )
  }
  const unlinked = lines.filter((line) => line.unlinked)
  if (unlinked.length > 0) {
    const skus = unlinked.map(({ sku }) => sku).join(', ')
    defects.push(`has lines that are linked to no item and reserve no stock (${skus})`)
  }
  if (found.totalMinor !== expected.totalMinor) {
    defects.push(
      `shows a total of ${found.totalMinor} where ${expected.totalMinor} was sent (in the smallest unit of ${found.currency})`,
    )
  }
  if (!found.paid) defects.push('is not marked as paid')
  if (found.parked) defects.push('is parked')
  return defects
}
