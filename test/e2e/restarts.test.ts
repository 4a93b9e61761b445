import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { activityInfo } from '@temporalio/activity'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { startPostgres } from '../../rehearsal/postgres.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { startTemporalServer } from '../../rehearsal/temporal-server.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { createOrderDesk, orderWorkflowId } from '../../workflows/contract.ts'
import { temporalProgram } from '../support/servers.ts'
import { startTestStack } from '../support/stack.ts'
import { isAlive } from '../support/is-alive.ts'
import { awaitStage, buy, dispatch } from './people.ts'
import { workShift } from './shift.ts'

const { shop } = AURORA
const nothing = { findings: [], unfulfilled: 0 }
const shift = { orders: 6, incidentAfter: 2 }

describe('whatever is restarted while orders are on their way', () => {
  let ground: Awaited<ReturnType<typeof startGround>>
  let stack: Stack
  const placed: PlacedOrder[] = []
  const openings = { failed: 0 }

  beforeAll(async () => {
    ground = await startGround()
    stack = await startTestStack({
      engine: ground.temporalAddress,
      ledgerUrl: ground.ledgerUrl,
      folder: ground.folder,
      shop: { sweepEverySeconds: 2 },
      twins: { linnworks: { deduplication: 'racing' }, quotaScale: 10 },
      watchSteps: {
        execute: async (input, next) => {
          try {
            return await next(input)
          } catch (error) {
            if (activityInfo().activityType === 'openOrder') openings.failed += 1
            throw error
          }
        },
      },
    })
  })
  afterAll(async () => {
    await stack.stop()
    await ground.stop()
  })

  test('the worker: they go on where they were', async () => {
    const left = await survive(async () => {
      await stack.stopWorkers()
      await stack.addWorker()
    })
    expect(left).toEqual(nothing)
  })

  test('the Temporal server: they go on where they were', async () => {
    expect(await survive(() => ground.restartTemporal())).toEqual(nothing)
  })

  test('PostgreSQL, killed without a word: no workflow fails, and nothing written is lost', async () => {
    let orderId = ''
    const left = await survive(async () => {
      await ground.killPostgres()
      // Temporal hears of this one while there is no ledger to ask what is known of it.
      const unheard = await buy(stack, VARIANTS.earlGrey)
      placed.push(unheard)
      await createOrderDesk(stack.client.workflow).orderChanged({ shop, orderId: unheard.orderId })
      await eventually('its first step in the ledger has failed again and again', () =>
        Promise.resolve(openings.failed >= 3),
      )
      expect((await fetch(`${stack.receiverUrl}/readyz`)).status).toBe(503)
      await ground.bringBackPostgres()
      await eventually('the receiver takes webhooks again', async () => {
        return (await fetch(`${stack.receiverUrl}/readyz`)).ok
      })
      await awaitStage(stack, [unheard], 'awaitingDispatch')
      await dispatch(stack, [unheard])
      await awaitStage(stack, [unheard], 'fulfilled')
      orderId = unheard.orderId
    })
    expect(left).toEqual(nothing)
    const handle = stack.client.workflow.getHandle(orderWorkflowId(shop, orderId))
    const { events } = await handle.fetchHistory()
    const failed = (events ?? []).flatMap(
      ({ workflowTaskFailedEventAttributes: failure }) => failure?.failure?.message ?? [],
    )
    // The server's own way of saying that a message came while the order was ending: no failure.
    expect(failed.filter((message) => message !== 'UnhandledCommand')).toEqual([])
  })

  test('Shopify: it knows what it knew, and so do we', async () => {
    const left = await survive(async () => {
      await stack.twins.takeDown('shopify')
      await stack.twins.bringBack('shopify')
    })
    expect(left).toEqual(nothing)
  })

  test('Linnworks: it knows what it knew, and so do we', async () => {
    const left = await survive(async () => {
      await stack.twins.takeDown('linnworks')
      await stack.twins.bringBack('linnworks')
    })
    expect(left).toEqual(nothing)
  })

  test('all that was due by the clock in between was made up for', async () => {
    const before = await cursors()
    await eventually('both sweeps have gone on', async () => {
      const now = await cursors()
      return now.every((position, index) => position > (before[index] ?? Number.POSITIVE_INFINITY))
    })
    expect(await stack.ledger.outages.list()).toEqual([])
    expect(await stack.ledger.exceptions.listOpen()).toEqual([])
  })

  /** A shift with an incident in it. Answers what is then wrong, or not done. */
  async function survive(incident: () => Promise<void>) {
    placed.push(...(await workShift(stack, { ...shift, incident })))
    const { findings, fulfilled } = await auditStack(stack, [])
    return { findings, unfulfilled: placed.length - fulfilled }
  }

  async function cursors(): Promise<number[]> {
    const names = [`orders:${shop}`, 'linnworks:processed']
    const positions = await Promise.all(names.map((name) => stack.ledger.cursors.find(name)))
    return positions.map((position) => position?.getTime() ?? 0)
  }
})

/** Servers of this file's own, each of which can be taken away and brought back on its port. */
async function startGround() {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-restarts-'))
  const engine = {
    program: temporalProgram(),
    port: await findFreePort(),
    dbFile: join(folder, 'temporal.db'),
  }
  const store = { dataDir: join(folder, 'postgres'), port: await findFreePort() }
  let [temporal, postgres] = await Promise.all([startTemporalServer(engine), startPostgres(store)])
  return {
    folder,
    temporalAddress: temporal.address,
    ledgerUrl: await postgres.createDatabase('waybill'),
    restartTemporal: async () => {
      await temporal.stop()
      temporal = await startTemporalServer(engine)
    },
    killPostgres: async () => {
      process.kill(postgres.pid, 'SIGKILL')
      await eventually('PostgreSQL is gone', () => Promise.resolve(!isAlive(postgres.pid)))
    },
    bringBackPostgres: async () => {
      postgres = await startPostgres(store)
    },
    stop: async () => {
      await Promise.all([temporal.stop(), postgres.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
