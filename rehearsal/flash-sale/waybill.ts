import { createPushHotStock } from '../../activities/stock/hot-lane/push-hot-stock.ts'
import { createPushShopStock } from '../../activities/stock/sweep/push-shop-stock.ts'
import { createReadCatalogue } from '../../activities/stock/reading/read-catalogue.ts'
import { createReadLinnworksStock } from '../../activities/stock/reading/read-linnworks-stock.ts'
import { createReadShopLevels } from '../../activities/stock/reading/read-shop-levels.ts'
import { createOrderSweep } from '../../activities/order-sweep.ts'
import { createLedger } from '../../ledger/index.ts'
import * as world from '../../sandbox/world.ts'
import { floor } from './goods.ts'
import { atTimes, createErrands, type Play, type Policy, type Scene } from './policy.ts'
import { createSteps } from './steps.ts'
import { holdAll, openDependencies } from './waybill-dependencies.ts'
import { createOrderLine } from './waybill-orders.ts'

const { shop } = world.AURORA

interface AdaptiveBuffer {
  readonly enabled: boolean
  readonly chance: number
}

/** Between two order sweeps, as the configuration has it unless told. */
const sweepEveryMs = 120_000

/** Waybill's own activities as they are, in the order in which its workflows call them. */
export function waybill(adaptiveBuffer: AdaptiveBuffer): Policy {
  const { enabled, chance } = adaptiveBuffer
  return {
    name: enabled ? 'waybill, adaptive buffer' : 'waybill',
    about: enabled
      ? `the same, and keeps back what is likely (${chance * 100} %) to be sold twice`
      : 'hot lane about every second, full sweep every 15 minutes, compare-and-swap; no buffer',
    open: (scene) => play(scene, adaptiveBuffer),
  }
}

async function play(scene: Scene, adaptiveBuffer: AdaptiveBuffer): Promise<Play> {
  const { time, timetable } = scene
  const errands = createErrands()
  const ledger = holdAll(createLedger(scene.database), time)
  const orders = createOrderLine(scene, ledger)
  const dependencies = openDependencies(scene, { ledger, adaptiveBuffer, orderDesk: orders.desk })
  const steps = createSteps(time, () => errands.stopped)
  const { readCatalogue } = createReadCatalogue(dependencies)
  const { readShopLevels } = createReadShopLevels(dependencies)
  const { readLinnworksStock } = createReadLinnworksStock(dependencies)
  const { pushShopStock } = createPushShopStock(dependencies)
  const { pushHotStock } = createPushHotStock(dependencies)
  const { sweepOrders } = createOrderSweep(dependencies)
  const done = { sweeps: 0, rounds: 0, hot: 0, swept: 0 }

  await ledger.links.linkLocation({ shop, actor: 'rehearsal', ...floor })
  await sweepOrdersOnce()
  await sweep()

  return {
    beginSale: () => {
      done.sweeps = 0
      done.swept = 0
      errands.start(() => atTimes(scene, errands, timetable.pushes, sweep))
      errands.start(() => repeat(sweepOrdersOnce, sweepEveryMs))
      errands.start(() => repeat(watchHot, 0))
      errands.start(() => orders.run(() => errands.stopped))
    },
    onSale: orders.take,
    failure: errands.failure,
    stop: async () => {
      const over = errands.stop()
      steps.cancel()
      await over
      dependencies.close()
    },
    summary: () =>
      `${done.rounds} rounds of the hot lane wrote ${done.hot} levels, ${done.sweeps} sweeps wrote ${done.swept}`,
  }

  /** As `stockPushWorkflow` does. */
  async function sweep(): Promise<void> {
    const catalogue = await steps.run('readCatalogue', readCatalogue, { shop })
    if (catalogue === undefined) return
    const since = catalogue.readAt
    const [pushed] = await Promise.all([
      steps.run('pushShopStock', pushShopStock, { shop, since, stockSince: since }),
      steps.run('readLinnworksStock', readLinnworksStock, { since }),
      steps.run('readShopLevels', readShopLevels, { shop, since }),
    ])
    if (pushed?.stopped !== undefined) throw new Error(pushed.stopped)
    done.sweeps += 1
    done.swept += pushed?.written ?? 0
  }

  /** As `hotStockWorkflow` does, whose Schedule starts the next one. */
  async function watchHot(): Promise<void> {
    const watched = await steps.run('pushHotStock', pushHotStock, { shop })
    done.rounds += watched?.rounds ?? 0
    done.hot += watched?.written ?? 0
  }

  async function sweepOrdersOnce(): Promise<void> {
    await steps.run('sweepOrders', sweepOrders, { shop })
  }

  async function repeat(work: () => Promise<void>, pauseMs: number): Promise<void> {
    while (!errands.stopped) {
      await work()
      await time.sleep(pauseMs)
    }
  }
}
