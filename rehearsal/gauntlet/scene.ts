import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { destination } from 'pino'
import { createLogger } from '../../lib/logger.ts'
import { findFreePort } from '../ports.ts'
import { type Stack, startStack } from '../stack.ts'
import { chanceOf } from '../chance.ts'
import type { DayPlan } from './day-plan.ts'
import { createExecutioner, type Executioner } from './executioner.ts'
import { type Floor, startFloor } from './floor.ts'
import type { GauntletOptions } from './run.ts'
import { openTown, type Town } from './town.ts'
import { startWorkerPool, type WorkerPool } from '../workers/worker-pool.ts'

const workers = 2
/** Longer than anything the twins do late. */
const longEnoughSeconds = 6

/** Waybill in its processes, the vendors, the people, and who kills. */
export interface Scene {
  readonly stack: Stack
  readonly pool: Pick<WorkerPool, 'mishaps'>
  readonly floor: Floor
  readonly town: Town
  readonly executioner: Executioner
}

/**
 * Starts everything: Linnworks in its weak setting, both vendors' clocks wrong, webhooks lost and
 * doubled, every fault of the plan scripted, and two workers in processes of their own.
 */
export async function openScene(options: GauntletOptions, plan: DayPlan): Promise<Scene> {
  const { seed, kills, folder, endings, lateCommitWaitSeconds = longEnoughSeconds } = options
  const webhookChance = chanceOf(seed, 'webhooks')
  const toPark = new Set<string>()
  let executioner: Executioner | undefined
  const stack = await startStack({
    temporal: options.temporal,
    ledgerUrl: options.ledgerUrl,
    ports: { receiver: await findFreePort(), metrics: 0, shopify: 0, linnworks: 0 },
    logger: createLogger({
      role: 'gauntlet',
      instance: '1',
      level: 'info',
      destination: destination({ dest: join(folder, 'receiver.log'), sync: true }),
    }),
    ownWorker: false,
    shop: { policy: { cancelledInLinnworks: 'cancelInShopify' } },
    linnworks: { lateCommitWaitSeconds },
    webhookFaults: { lostShare: 0.2, duplicateShare: 0.1, shuffle: true },
    twins: {
      linnworks: { deduplication: 'racing', idleMinutes: 1 },
      // The people on the floor use the same account: half of its calls are theirs.
      quotaScale: 2,
      plan: 'plus',
      stockScale: 1000,
      random: () => webhookChance.next(),
      clocks: {
        shopify: () => Date.now() + plan.skewMs.shopify,
        linnworks: () => Date.now() + plan.skewMs.linnworks,
      },
      onCall: async (moment) => {
        if (moment.operation === 'CreateOrders' && moment.moment === 'committed') {
          await parkWhatArrived(stack, toPark).catch(() => undefined)
        }
        await executioner?.meetCall(moment)
      },
    },
  })
  endings.push(() => stack.stop())
  const pool = await startWorkerPool({
    size: workers,
    folder,
    settings: { ...stack.settings, worker: { metricsPort: 0 } },
    workflowBundle: options.workflowBundle ?? (await writeBundle(folder)),
    meet: (moment) => executioner?.meetWorker(moment) ?? Promise.resolve(),
  })
  endings.push(() => pool.stop())
  const floor = startFloor(stack.warehouse, () => undefined)
  endings.push(() => floor.stop())
  executioner = createExecutioner(pool, {
    points: plan.killPoints,
    kills,
    chance: chanceOf(seed, 'deaths'),
  })
  for (const { vendor, rule } of plan.faults) stack[vendor].faults.add(rule)

  const town = openTown(stack, floor, toPark)
  endings.push(() => town.close())
  return { stack, pool, floor, town, executioner }
}

/** Somebody on the floor parks an order before anybody has read it back. */
async function parkWhatArrived(
  { warehouse }: Pick<Stack, 'warehouse'>,
  toPark: Set<string>,
): Promise<void> {
  for (const reference of toPark) {
    for (const { orderId, parked } of await warehouse.findOrders(reference)) {
      toPark.delete(reference)
      if (!parked) await warehouse.park(orderId)
    }
  }
}

async function writeBundle(folder: string): Promise<{ readonly codePath: string }> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const logger = new DefaultLogger('ERROR')
  const { code } = await bundleWorkflowCode({ workflowsPath, logger })
  const codePath = join(folder, 'workflow-bundle.js')
  writeFileSync(codePath, code)
  return { codePath }
}
