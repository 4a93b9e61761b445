import { levelText } from '../../../ledger/level-key.ts'
import type { CliContext } from '../context.ts'
import { CliError, type Report } from '../report.ts'
import { count } from '../table.ts'
import { chooseShop, sayScope, type ScopeWords, toRuleScope } from './scope.ts'

/**
 * A person says that Linnworks is right about levels which somebody else changed: they are written
 * again, and what was put right before is forgotten.
 */
export async function acceptStock(
  context: CliContext,
  words: ScopeWords & { readonly argument?: string | undefined },
): Promise<Report> {
  const { shop } = chooseShop(context, { argument: words.argument, option: words.shop })
  const scope = await toRuleScope(context, shop, words)
  const { levelViews, stockExceptions, stockLevels } = await context.ledger()
  const disputed = await stockExceptions.listDisputed(shop)
  const { sku, locationId } = scope
  const ofSku = sku === undefined ? [] : await levelViews.find({ shop, skus: [sku] })
  const wanted = new Set(ofSku.map(levelText))
  const levels = disputed.filter(
    (level) =>
      (sku === undefined || wanted.has(levelText(level))) &&
      (locationId === undefined || level.locationId === locationId),
  )
  if (levels.length === 0) {
    throw new CliError(
      `Nothing of ${sayScope(scope)} is disputed. See what is: waybill stock status`,
    )
  }
  await stockExceptions.accept(levels, { ...scope, actor: context.actor })
  await stockLevels.heat(levels, 'accepted by a person')
  return {
    json: { scope, outcome: 'accepted', levels },
    text: `${count(levels.length, 'level')} of ${sayScope(scope)} ${levels.length === 1 ? 'goes' : 'go'} by Linnworks again, within a minute.`,
  }
}
