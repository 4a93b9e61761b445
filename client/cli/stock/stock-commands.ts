import type { Command } from 'commander'
import { examples, type Run } from '../command.ts'
import {
  actorOption,
  type CommonOptions,
  parseMoment,
  parseWhole,
  shopOption,
  withCommonOptions,
} from '../options.ts'
import { CliError } from '../report.ts'
import { explainStock } from './explain.ts'
import { pushAll } from './push.ts'
import { pushSkus } from './push-skus.ts'
import { addRuleCommands } from './rule-commands.ts'
import { settleLeft } from './settle.ts'
import { showStatus } from './status.ts'

interface ExplainOptions extends CommonOptions {
  readonly shop?: string
  readonly location?: string
  readonly item?: string
  readonly at?: Date
}

interface PushOptions extends CommonOptions {
  readonly shop?: string
  readonly sku?: readonly string[]
  readonly wait?: boolean
  readonly timeout?: number
}

/** `waybill stock …`: what Shopify is told to have, why, and a person's say in it. */
export function addStockCommands(program: Command, run: Run): void {
  const stock = program
    .command('stock')
    .description("Linnworks' stock in Shopify: where it stands, why a number is what it is, brakes")
    .addHelpText(
      'after',
      examples(
        'stock status',
        'stock explain MUG-BLUE',
        'stock push --sku MUG-BLUE --wait',
        'stock pause aurora --sku MUG-BLUE',
      ),
    )

  withCommonOptions(stock.command('explain'))
    .description("an item's stock at every location as a sum, and why it is written or not")
    .argument('[sku]', 'as Shopify has it')
    .addOption(shopOption())
    .option('--location <location>', 'one Shopify location only, by id or name')
    .option('--item <id>', 'by inventory item instead of the SKU')
    .option('--at <time>', 'as it stood then (UTC), for instance 2026-11-23T10:32', parseMoment)
    .addHelpText(
      'after',
      examples(
        'stock explain MUG-BLUE',
        'stock explain MUG-BLUE --location London --at 2026-11-23T10:32',
        'stock explain --item 90000000001 --json',
      ),
    )
    .action(async (sku: string | undefined, options: ExplainOptions) => {
      await run(options, (context) => explainStock(context, { ...options, sku }))
    })

  withCommonOptions(stock.command('push'))
    .description('compare and write now: everything, or some SKUs at once')
    .addOption(shopOption())
    .option('--sku <sku...>', 'these only, in the hot lane')
    .option('--wait', 'show how far it is, until it is through; Ctrl-C leaves it running')
    .option('--timeout <seconds>', 'how long to wait for some SKUs (default: 300)', parseWhole)
    .addHelpText(
      'after',
      `\nWithout --sku all levels are read and compared, and --wait ends with that.\n${examples('stock push --wait', 'stock push --shop aurora --sku MUG-BLUE TEAPOT-1L --wait')}`,
    )
    .action(async ({ sku, ...options }: PushOptions) => {
      const { shop, wait = false, timeout } = options
      await run(options, (context) => {
        if (timeout !== undefined && (sku === undefined || !wait)) {
          throw new CliError('--timeout is for --sku with --wait.', 2)
        }
        const timeoutSeconds = timeout ?? 300
        return sku === undefined
          ? pushAll(context, { shop, wait })
          : pushSkus(context, { shop, skus: sku, wait, timeoutSeconds })
      })
    })

  withCommonOptions(stock.command('status'))
    .description('last sweeps, what stands how, what waits, what is wrong; exit 1 if stopped')
    .addOption(shopOption())
    .addHelpText('after', examples('stock status', 'stock status --shop aurora --json'))
    .action(async (options: CommonOptions & { readonly shop?: string }) => {
      await run(options, (context) => showStatus(context, options))
    })

  withCommonOptions(stock.command('settle'))
    .description(
      'say that Linnworks is right about what left the shelf of an order without Waybill',
    )
    .argument('<order...>', "its Shopify id, 1001 or '#1001'; or the shop and one of these")
    .addOption(shopOption())
    .addOption(actorOption())
    .addHelpText('after', examples('stock settle aurora 5512 --actor staff-7'))
    .action(
      async (
        words: string[],
        options: CommonOptions & { readonly shop?: string; readonly actor?: string },
      ) => {
        await run(options, (context) => settleLeft(context, { words, shop: options.shop }))
      },
    )

  addRuleCommands(stock, run)
}
