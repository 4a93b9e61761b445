import type { Command } from 'commander'
import { examples, type Run } from '../command.ts'
import {
  actorOption,
  type CommonOptions,
  parseUnits,
  parseWhole,
  shopOption,
  withCommonOptions,
} from '../options.ts'
import { acceptStock } from './accept.ts'
import { clearRule, listRules, pause, resume, setRule } from './rules.ts'

interface RuleOptions extends CommonOptions {
  readonly shop?: string
  readonly location?: string
  readonly sku?: string
  readonly actor?: string
}

interface UnitOptions {
  readonly buffer?: number
  readonly cap?: number
  readonly floor?: number
}

/** `waybill stock pause`, `resume`, `accept` and `rule …`: the brakes. */
export function addRuleCommands(stock: Command, run: Run): void {
  withScope(stock.command('pause'))
    .description('write nothing of a shop, a location, a SKU, or a SKU at a location')
    .addHelpText('after', examples('stock pause aurora', 'stock pause aurora --sku MUG-BLUE'))
    .action(async (shop: string | undefined, options: RuleOptions) => {
      await run(options, (context) => pause(context, { ...options, argument: shop }))
    })

  withScope(stock.command('resume'))
    .description('write it again; a whole shop that stopped itself goes on as Linnworks says')
    .option(
      '--hours <hours>',
      'of a shop that stopped itself: for so long it is not stopped again (default: 1)',
      parseWhole,
    )
    .addHelpText('after', examples('stock resume aurora', 'stock resume aurora --sku MUG-BLUE'))
    .action(
      async (shop: string | undefined, options: RuleOptions & { readonly hours?: number }) => {
        await run(options, (context) => resume(context, { ...options, argument: shop }))
      },
    )

  withScope(stock.command('accept'))
    .description('say that Linnworks is right where STOCK_DISPUTED asks who else sets a number')
    .addHelpText(
      'after',
      examples('stock accept aurora --sku MUG-BLUE', 'stock accept aurora --location London'),
    )
    .action(async (shop: string | undefined, options: RuleOptions) => {
      await run(options, (context) => acceptStock(context, { ...options, argument: shop }))
    })

  const rule = stock
    .command('rule')
    .description('units kept back, a cap, and a floor at which the rest is taken off sale')
    .addHelpText(
      'after',
      `\nThe closest rule holds, field by field: a SKU at a location, then the SKU, then the location,\nthen the shop, then the buffer of the configuration.\n${examples('stock rule list', 'stock rule set aurora --sku MUG-BLUE --buffer 2 --cap 50')}`,
    )

  withScope(rule.command('set'))
    .description('set buffer, cap or floor; what is not named stays')
    .option('--buffer <units>', 'units that are never offered', parseUnits)
    .option('--cap <units>', 'never offer more than this', parseUnits)
    .option(
      '--floor <units>',
      'as soon as no more than this could be offered, offer none',
      parseUnits,
    )
    .addHelpText(
      'after',
      examples(
        'stock rule set aurora --buffer 1',
        'stock rule set aurora --sku MUG-BLUE --location London --cap 20 --floor 3',
      ),
    )
    .action(async (shop: string | undefined, options: RuleOptions & UnitOptions) => {
      await run(options, (context) => setRule(context, { ...options, argument: shop }))
    })

  withScope(rule.command('clear'))
    .description('take buffer, cap and floor back')
    .addHelpText('after', examples('stock rule clear aurora --sku MUG-BLUE'))
    .action(async (shop: string | undefined, options: RuleOptions) => {
      await run(options, (context) => clearRule(context, { ...options, argument: shop }))
    })

  withCommonOptions(rule.command('list'))
    .description('all rules, and what holds where there is none')
    .addOption(shopOption())
    .addHelpText('after', examples('stock rule list', 'stock rule list --shop aurora --json'))
    .action(async (options: CommonOptions & { readonly shop?: string }) => {
      await run(options, (context) => listRules(context, options))
    })
}

function withScope(command: Command): Command {
  return withCommonOptions(command)
    .argument('[shop]', 'may be left out where there is only one')
    .addOption(shopOption())
    .option('--location <location>', 'one Shopify location only, by id or name')
    .option('--sku <sku>', 'one SKU only')
    .addOption(actorOption())
}
