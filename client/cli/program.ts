import { Command, CommanderError } from 'commander'
import type { Owner } from '../../domain/exceptions.ts'
import { balanceBooks } from './books.ts'
import { examples, type Run } from './command.ts'
import { createContext } from './context.ts'
import { listExceptions } from './exceptions.ts'
import { addLinkCommands } from './link-commands.ts'
import {
  type CommonOptions,
  ownerOption,
  parseDay,
  parseWhole,
  shopOption,
  withCommonOptions,
} from './options.ts'
import { addOrderCommands } from './order-commands.ts'
import { explainFailure } from './report.ts'
import { addStockCommands } from './stock/stock-commands.ts'
import { runTemporal } from './temporal-program.ts'

/** Where a command line runs and what it writes to. */
export interface Surroundings {
  /** Where `waybill.yaml` and `.waybill/run.json` are looked for. */
  readonly folder: string
  /** Columns of the terminal. */
  readonly width: number
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/**
 * Runs one command line, for instance `['order', 'show', '1001']`, and answers its exit code: 0 all
 * is well, 1 it is not or could not be done, 2 the input is wrong. Never throws.
 */
export async function runCommandLine(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { folder, width, out, err } = surroundings
  let exitCode = 0

  const run: Run = async (options, command) => {
    const context = createContext({ ...options, folder, width, say: (line) => err(`${line}\n`) })
    try {
      const report = await command(context)
      out(`${options.json === true ? JSON.stringify(report.json, null, 2) : report.text}\n`)
      for (const warning of report.warnings ?? []) err(`${warning}\n`)
      exitCode = report.exitCode ?? 0
    } finally {
      await context.close()
    }
  }

  const program = new Command('waybill')
    .description(
      'Shopify orders in Linnworks, and stock the other way: where they stand, what they wait for, and your say',
    )
    .enablePositionalOptions()
  addOrderCommands(program, run)
  addExceptions(program, run)
  addLinkCommands(program, run)
  addStockCommands(program, run)
  addBooks(program, run)
  program
    .command('temporal')
    .description("the demo's temporal program, pointed at its server")
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[]) => {
      exitCode = await runTemporal(folder, args)
    })
  program.addHelpText(
    'after',
    examples(
      'order list',
      'exceptions',
      'stock status',
      'stock explain MUG-BLUE',
      'link list aurora',
      'books',
      'temporal workflow list',
    ),
  )

  for (const command of [program, ...listAll(program)]) {
    command.exitOverride().configureOutput({ writeOut: out, writeErr: err })
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const failure = explainFailure(error)
    err(`${failure.sentence}\n`)
    return failure.exitCode
  }
}

function addExceptions(program: Command, run: Run): void {
  withCommonOptions(program.command('exceptions'))
    .description('what waits for a person, the oldest first, by cause')
    .addOption(shopOption())
    .addOption(ownerOption())
    .addHelpText('after', examples('exceptions', 'exceptions --owner ecommerce --json'))
    .action(async (options: CommonOptions & { readonly shop?: string; readonly owner?: Owner }) => {
      const { shop, owner } = options
      const filter = { ...(shop && { shop }), ...(owner && { owner }) }
      await run(options, (context) => listExceptions(context, filter))
    })
}

function addBooks(program: Command, run: Run): void {
  withCommonOptions(program.command('books'))
    .description("count each shop's orders from both sides; exit 1 if they differ")
    .addOption(shopOption())
    .option('--day <day>', 'the last day counted (UTC), for instance 2026-11-23; today', parseDay)
    .option('--days <days>', 'how many days', parseWhole, 7)
    .addHelpText('after', examples('books', 'books --shop aurora --day 2026-11-23 --days 1'))
    .action(
      async (
        options: CommonOptions & {
          readonly shop?: string
          readonly day?: string
          readonly days: number
        },
      ) => {
        await run(options, (context) => balanceBooks(context, options))
      },
    )
}

function listAll(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...listAll(each)])
}
