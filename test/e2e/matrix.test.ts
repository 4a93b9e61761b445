import { beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import type { AuditReport } from '../../sandbox/auditor/index.ts'
import { faultClasses, listFeasibleCells, toCell } from '../support/matrix/fault-classes.ts'
import { startGround } from '../support/matrix/ground.ts'
import { createHits } from '../support/matrix/hits.ts'
import { liveJourneys } from '../support/matrix/journeys.ts'
import { keepRecord, readDocumentedTable } from '../support/matrix/record.ts'
import { stagesOfLife } from '../support/matrix/stage-of-life.ts'
import { liveSurroundingFaults } from '../support/matrix/surrounding-faults.ts'
import { renderTable } from '../support/matrix/table.ts'
import { liveUnmapped } from '../support/matrix/unmapped.ts'
import { startTestStack } from '../support/stack.ts'

describe('every fault, at every stage of an order where it can strike', () => {
  const hits = createHits()
  let afterVendorFaults: AuditReport
  let afterSurroundingFaults: AuditReport

  beforeAll(async () => {
    const lived = await Promise.all([liveVendorFaults(), liveSurroundings()])
    ;[afterVendorFaults, afterSurroundingFaults] = lived
    keepRecord(hits)
  }, 360_000)

  test('vendors that fail at each call: the auditor finds each order once and told once', () => {
    expect(afterVendorFaults.findings).toEqual([])
    expect(afterVendorFaults.orders).toBeGreaterThan(40)
  })

  test('webhooks, vendors, ledger, Temporal and worker that fail: the auditor finds the same', () => {
    expect(afterSurroundingFaults.findings).toEqual([])
    expect(afterSurroundingFaults.orders).toBeGreaterThan(30)
  })

  test('no cell that could be hit was missed', () => {
    expect(hits.listMissed(), `Because:\n${hits.listExplanations().join('\n')}`).toEqual([])
  })

  test('nothing struck where the matrix says that nothing can', () => {
    const struck = faultClasses.flatMap(({ title, infeasible }) =>
      stagesOfLife.filter((stage) => infeasible[stage] !== undefined && hits.has(title, stage)),
    )
    expect(struck).toEqual([])
  })

  test('the table in docs/testing.md shows what was hit (else: write-table.ts)', () => {
    expect(readDocumentedTable()).toBe(renderTable((cell) => cell in hits.toJson()))
  })

  /** Linnworks in its weakest setting: creates that overlap both commit. */
  async function liveVendorFaults(): Promise<AuditReport> {
    const stack = await startTestStack({
      twins: { linnworks: { deduplication: 'racing' }, quotaScale: 4 },
    })
    try {
      await liveUnmapped(stack, hits)
      await liveJourneys(stack, hits)
      return await auditStack(stack, [])
    } finally {
      await stack.stop()
    }
  }

  async function liveSurroundings(): Promise<AuditReport> {
    const ground = await startGround()
    try {
      await liveSurroundingFaults(ground, hits)
      return await auditStack(ground, [])
    } finally {
      await ground.stop()
    }
  }
})

test('a cell that nothing hit is missed, and shows in the table', () => {
  const [spared, ...others] = listFeasibleCells()
  const hits = createHits()
  for (const { title, infeasible } of faultClasses) {
    for (const stage of stagesOfLife) {
      if (infeasible[stage] === undefined && toCell(title, stage) !== spared) {
        hits.add(title, stage, 'by hand')
      }
    }
  }
  expect(hits.listMissed()).toEqual([spared])
  const table = renderTable((cell) => others.includes(cell))
  expect(table.match(/✗/g)).toHaveLength(1)
  expect(readDocumentedTable()).not.toContain('✗')
})
