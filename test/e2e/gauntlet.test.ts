import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runGauntlet } from '../../rehearsal/gauntlet/run.ts'
import {
  createTestDatabase,
  temporalAddress,
  uniqueName,
  workflowBundle,
} from '../support/servers.ts'

const endings: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of endings.toReversed()) await end()
})

test('orders come through exactly once while worker processes are killed and both vendors fail', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-gauntlet-'))
  const said: string[] = []
  const { result, failures, struck } = await runGauntlet({
    seed: 11,
    orders: 24,
    kills: 10,
    temporal: { address: temporalAddress(), namespace: uniqueName('gauntlet') },
    ledgerUrl: await createTestDatabase(),
    folder,
    workflowBundle: workflowBundle(),
    endings,
    say: (line) => said.push(line),
  })
  expect(failures, `Logs are in ${folder}.\n${said.join('\n')}`).toEqual([])
  expect(result).toMatchObject({ duplicates: 0, lost: 0, toldTwice: 0, converged: true })
  expect(result.kills).toBeGreaterThanOrEqual(10)
  expect(result.faults).toBeGreaterThanOrEqual(8)
  // Whatever the machine's pace, a create in the air was among them.
  expect([...struck.keys()].filter((point) => point.includes('CreateOrders'))).not.toEqual([])
  rmSync(folder, { recursive: true, force: true })
}, 420_000)
