import { beforeEach, describe, expect, test } from 'vitest'
import { createHoldConsignments } from '../../activities/hold-consignments.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { claimAs, claimOf, key, useLedgers } from '../ledger/ledger.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { attempt, emptyLedger, failure, linnworksOf } from './fakes.ts'

const ledgers = useLedgers()
const waitMs = 120_000

describe('the hold of what stands in Linnworks', () => {
  let ledger: Ledger
  let order: LinnworksOrder

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    order = linnworksOrderOf()
    await ledger.orders.receive(key)
    await claimAs(ledger, key, [claimOf()])
    const { linnworksOrderId, number: linnworksNumber } = order
    await ledger.consignments.markVerified('aurora', '5512', { linnworksOrderId, linnworksNumber })
  })

  test('and its release change what stands there, and wait for nothing', async () => {
    expect(await hold()).toEqual({ outcome: 'done' })
    expect(order.parked).toBe(true)
    expect(await release()).toEqual({ outcome: 'done' })
    expect(order.parked).toBe(false)
  })

  test('that is carried out late does not undo the release: it looks again once nothing can come', async () => {
    await apiErrorOf(hold({ parkOrders: lost }))
    expect(await hold()).toEqual({ outcome: 'done' })
    const { details } = await apiErrorOf(release())
    expect(details).toMatchObject({ kind: 'unsettled', operation: 'ChangeOrderTag' })
    expect(details.retryAfterMs).toBeGreaterThan(waitMs - 60_000)
    expect(order.parked).toBe(false)
    park(true)
    await doubtedAgo(waitMs + 1000)
    expect(await release()).toEqual({ outcome: 'done' })
    expect(order.parked).toBe(false)
  })

  test('the control: without the wait a release is done while what undoes it is under way', async () => {
    await apiErrorOf(hold({ parkOrders: lost }))
    const steps = stepsOf({}, 0)
    expect(await attempt(1, steps.unparkConsignments, key)).toEqual({ outcome: 'done' })
  })

  test('parks at once although a release may still come, and is done when that cannot any more', async () => {
    park(true)
    await apiErrorOf(release({ unparkOrders: lost }))
    park(false)
    expect((await apiErrorOf(hold())).details.kind).toBe('unsettled')
    expect(order.parked).toBe(true)
    await doubtedAgo(waitMs + 1000)
    expect(await hold()).toEqual({ outcome: 'done' })
  })

  test('that was certainly refused leaves nothing to wait for', async () => {
    const refused = () => Promise.reject(failure('rejected', 'ChangeOrderTag'))
    await apiErrorOf(hold({ parkOrders: refused }))
    expect(await release()).toEqual({ outcome: 'done' })
  })

  const lost = () => Promise.reject(failure('ambiguous', 'ChangeOrderTag'))

  function hold(methods: Partial<LinnworksClient> = {}) {
    return attempt(1, stepsOf(methods).parkConsignments, key)
  }

  function release(methods: Partial<LinnworksClient> = {}) {
    return attempt(1, stepsOf(methods).unparkConsignments, key)
  }

  function stepsOf(methods: Partial<LinnworksClient>, lateCommitWaitMs = waitMs) {
    const linnworks = linnworksOf([], {
      getOrdersById: async () => [order],
      parkOrders: async () => park(true),
      unparkOrders: async () => park(false),
      ...methods,
    })
    return createHoldConsignments({ linnworks, ledger, lateCommitWaitMs })
  }

  function park(parked: boolean): void {
    order = { ...order, parked }
  }

  async function doubtedAgo(ms: number): Promise<void> {
    const at = new Date(Date.now() - ms)
    const { parkDoubtedAt, unparkDoubtedAt } = await ledgers.database
      .selectFrom('orders')
      .select(['parkDoubtedAt', 'unparkDoubtedAt'])
      .executeTakeFirstOrThrow()
    await ledgers.database
      .updateTable('orders')
      .set({
        parkDoubtedAt: parkDoubtedAt === null ? null : at,
        unparkDoubtedAt: unparkDoubtedAt === null ? null : at,
      })
      .execute()
  }
})
