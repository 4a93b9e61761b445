import { ScheduleNotFoundError } from '@temporalio/client'
import type { LevelView } from '../../../ledger/level-views.ts'
import { hotStockId } from '../../../workflows/contract.ts'
import type { CliContext } from '../context.ts'
import { quoted } from '../quoted.ts'
import { CliError, type Report } from '../report.ts'
import { count } from '../table.ts'
import { untilInterrupted, waitFor } from './follow.ts'
import { interruptedExitCode, listEnabled } from './push.ts'

export interface SkuPush {
  readonly shop?: string | undefined
  readonly skus: readonly string[]
  readonly wait: boolean
  readonly timeoutSeconds: number
}

/** Has the hot lane look at all levels of these SKUs now. */
export async function pushSkus(context: CliContext, wish: SkuPush): Promise<Report> {
  const skus = [...new Set(wish.skus.map((sku) => sku.trim()))]
  const { levelViews, stockLevels } = await context.ledger()
  const shops = listEnabled(context, wish.shop).map(({ shop }) => shop)
  const find = async () =>
    (await Promise.all(shops.map((shop) => levelViews.find({ shop, skus })))).flat()
  const levels = await find()
  const missing = skus.filter((sku) => !levels.some((level) => level.sku === sku))
  if (missing.length > 0) {
    throw new CliError(
      `No level is known of ${missing.join(', ')}. Nothing was pushed. See why: waybill stock explain ${quoted(missing[0] ?? '')}`,
    )
  }
  const [watched, unmapped] = [levels.filter(isMapped), levels.filter((level) => !isMapped(level))]
  const whyNot = [...new Set(unmapped.map(({ sku }) => sku))].map(sayUnmapped)
  if (watched.length === 0) throw new CliError(`Nothing was pushed. ${whyNot.join(' ')}`)
  const askedAt = new Date()
  await stockLevels.heat(watched, 'a person asked')
  const lanes = [...new Set(watched.map(({ shop }) => shop))]
  const warnings = [...whyNot, ...(await wakeHotLanes(context, lanes))]
  const named = count(watched.length, 'level')
  if (!wish.wait) {
    const text = `${named} of ${skus.join(', ')} ${watched.length === 1 ? 'is' : 'are'} looked at now. See: waybill stock explain ${quoted(skus[0] ?? '')}`
    return { json: { skus, levels: watched.map(toJson) }, text, warnings }
  }
  let told = ''
  let seen: readonly LevelView[] = watched
  const look = async () => {
    seen = (await find()).filter(isMapped)
    const done = seen.filter((level) => isDone(level, askedAt))
    const line = `${done.length} of ${named} done`
    if (line !== told) context.say(line)
    told = line
    return done.length === seen.length
  }
  const until = new Date(askedAt.getTime() + wish.timeoutSeconds * 1000)
  const sayLate = () => {
    const [open] = seen.filter((level) => !isDone(level, askedAt))
    return `Not all is done within ${wish.timeoutSeconds} s; the hot lane goes on. See why: waybill stock explain ${quoted(open?.sku ?? skus[0] ?? '')}`
  }
  const end = await untilInterrupted((interrupted) =>
    waitFor(look, { interrupted, until, sayLate }),
  )
  const json = { skus, end, levels: seen.map(toJson) }
  return end === 'done'
    ? { json, text: seen.map(sayEnd).join('\n'), warnings }
    : {
        ...{ json, warnings, exitCode: interruptedExitCode },
        text: 'The hot lane goes on with it by itself. See how far it is: waybill stock status',
      }
}

/** What is sold as nothing in Linnworks the hot lane does not look at. */
function isMapped({ stockItemId }: LevelView): boolean {
  return stockItemId !== null
}

function sayUnmapped(sku: string): string {
  return `Linnworks has no item for SKU ${sku}: create it there, or name one with waybill link sku. See: waybill stock explain ${quoted(sku)}`
}

/** Judged since, after what was written too, and nothing is left to do about it. */
function isDone(level: LevelView, since: Date): boolean {
  const { plannedAt, standing, writeSentAt, writtenAt } = level
  const isOpen = standing === 'lower' || standing === 'raise' || standing === 'raiseWaits'
  if (isOpen || writeSentAt !== null || plannedAt === null) return false
  return plannedAt >= since && (writtenAt === null || plannedAt >= writtenAt)
}

/** Its Schedule wakes it each minute anyhow. */
async function wakeHotLanes(
  context: CliContext,
  shops: readonly string[],
): Promise<readonly string[]> {
  const warnings: string[] = []
  for (const shop of shops) {
    try {
      const client = await context.temporal()
      await client.schedule.getHandle(hotStockId(shop)).trigger()
    } catch (error) {
      warnings.push(
        error instanceof ScheduleNotFoundError
          ? `The hot lane of ${shop} has no Schedule: run setup.`
          : `Temporal does not answer: the hot lane of ${shop} looks within a minute of its return.`,
      )
    }
  }
  return warnings
}

function sayEnd({ sku, shop, locationId, onHand, standing, reason }: LevelView): string {
  const where = `${sku} at location ${locationId} of ${shop}`
  return standing === 'inAccord'
    ? `${where}: in accord, ${onHand} on hand.`
    : `${where}: not written, ${reason ?? standing ?? 'not judged'}.`
}

function toJson({ shop, sku, inventoryItemId, locationId, onHand, standing, reason }: LevelView) {
  return { shop, sku, inventoryItemId, locationId, onHand, standing, reason }
}
