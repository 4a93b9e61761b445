import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { Stage } from '../../domain/stage.ts'
import type { CancelRequest } from '../../workflows/contract.ts'
import type { OrderWords } from './find-order.ts'
import {
  actorOption,
  type CommonOptions,
  parseWhole,
  reasonOption,
  shopOption,
  stagesOption,
  timeoutOption,
  withCommonOptions,
} from './options.ts'
import { cancel, holdOrRelease, retry } from './order-messages.ts'
import { listOrders, showOrder } from './order-reads.ts'
import { examples, type Run } from './command.ts'
import { CliError } from './report.ts'

interface OrderOptions extends CommonOptions {
  readonly shop?: string
  readonly actor?: string
  readonly timeout: number
}

/** `waybill order …`: where orders stand, and what a person may ask of one. */
export function addOrderCommands(program: Command, run: Run): void {
  const order = program
    .command('order')
    .description('look at orders, and act on one')
    .addHelpText('after', examples('order list', 'order show 1001', 'order retry aurora 5512'))

  withCommonOptions(order.command('list'))
    .description('the newest orders, with their stage and why they wait')
    .addOption(shopOption())
    .addOption(stagesOption())
    .option('--limit <orders>', 'at most this many', parseWhole, 50)
    .addHelpText('after', examples('order list', 'order list --stage needsAttention held'))
    .action(async (options: CommonOptions & ListOptions) => {
      const { shop, stage: stages, limit } = options
      const filter = { ...(shop && { shop }), ...(stages && { stages }), limit }
      await run(options, (context) => listOrders(context, filter))
    })

  addOrderCommand('show', 'where the order stands, why, and its whole history')
    .addHelpText(
      'after',
      examples('order show 1001', "order show '#1001'", 'order show aurora 5512'),
    )
    .action(async (words: string[], options: OrderOptions) => {
      await run(options, (context) => showOrder(context, { words, shop: options.shop }))
    })

  withActing(addOrderCommand('cancel', 'cancel the order in Linnworks and in Shopify'))
    .addOption(reasonOption())
    .option('--yes', 'do not ask whether it is meant')
    .addHelpText('after', examples('order cancel aurora 5512 --reason CUSTOMER --yes'))
    .action(async (words: string[], options: OrderOptions & CancelOptions) => {
      const { reason, timeout: timeoutSeconds } = options
      const named = { words, shop: options.shop }
      await run(options, async (context) => {
        if (options.yes !== true) await confirm(named)
        return await cancel(context, named, { reason, timeoutSeconds })
      })
    })

  for (const [wish, description] of [
    ['hold', 'stop the order before its dispatch'],
    ['release', 'let a held order go on, or accept what cannot be undone'],
  ] as const) {
    withActing(addOrderCommand(wish, description))
      .addHelpText('after', examples(`order ${wish} aurora 5512`))
      .action(async (words: string[], options: OrderOptions) => {
        const named = { words, shop: options.shop }
        const { timeout: timeoutSeconds } = options
        await run(options, (context) => holdOrRelease(context, named, { wish, timeoutSeconds }))
      })
  }

  addOrderCommand('retry', 'have a waiting order look again at once')
    .addOption(actorOption())
    .addHelpText('after', examples('order retry aurora 5512'))
    .action(async (words: string[], options: OrderOptions) => {
      await run(options, (context) => retry(context, { words, shop: options.shop }))
    })

  function addOrderCommand(name: string, description: string): Command {
    return withCommonOptions(order.command(name))
      .description(description)
      .argument('<order...>', "its Shopify id, 1001 or '#1001'; or the shop and one of these")
      .addOption(shopOption())
  }
}

interface ListOptions {
  readonly shop?: string
  readonly stage?: readonly Stage[]
  readonly limit: number
}

interface CancelOptions {
  readonly reason: CancelRequest['reason']
  readonly yes?: boolean
}

function withActing(command: Command): Command {
  return command.addOption(actorOption()).addOption(timeoutOption())
}

async function confirm({ words }: OrderWords): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CliError('A cancellation cannot be taken back: add --yes if it is meant.', 2)
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`Cancel order ${words.join(' ')} for good? [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Nothing was cancelled.')
}
