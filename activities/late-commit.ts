import type { Dependencies } from './dependencies.ts'

/**
 * For how many milliseconds a vendor may still carry out what was sent then: 0 once it cannot any
 * more. By the ledger's clock, which stamped it.
 */
export async function lateCommitWait(
  { ledger, lateCommitWaitMs }: Pick<Dependencies, 'ledger' | 'lateCommitWaitMs'>,
  sentAt: Date,
): Promise<number> {
  const now = await ledger.clock.now()
  return Math.max(0, sentAt.getTime() + lateCommitWaitMs - now.getTime())
}
