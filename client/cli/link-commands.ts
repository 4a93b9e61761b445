import type { Command } from 'commander'
import { linkLocation, unlinkLocation } from './link-location.ts'
import { linkSku, listLinks } from './links.ts'
import { actorOption, type CommonOptions, withCommonOptions } from './options.ts'
import { examples, type Run } from './command.ts'

interface LinkOptions extends CommonOptions {
  readonly actor?: string
}

/** `waybill link …`: what a Shopify SKU or location is in Linnworks. */
export function addLinkCommands(program: Command, run: Run): void {
  const link = program
    .command('link')
    .description('say what a Shopify SKU or location is in Linnworks, and wake who waits for it')
    .addHelpText('after', examples('link sku aurora ABC-1 ABC-001', 'link list aurora'))

  withCommonOptions(link.command('sku'))
    .description('sell a Shopify SKU (or a whole bundle) as a Linnworks SKU from now on')
    .argument('<shop>')
    .argument('<shopify-sku>')
    .argument('<linnworks-sku>')
    .option('--force', 'link it even if Linnworks does not have it (yet)')
    .addOption(actorOption())
    .addHelpText(
      'after',
      examples('link sku aurora ABC-1 ABC-001', "link sku aurora 'MUG XL' MUG-XL"),
    )
    .action(
      async (
        shop: string,
        sku: string,
        linnworksSku: string,
        options: LinkOptions & { readonly force?: boolean },
      ) => {
        const force = options.force === true
        await run(options, (context) => linkSku(context, { shop, sku, linnworksSku }, { force }))
      },
    )

  withCommonOptions(link.command('location'))
    .description("ship a Shopify location's orders from a Linnworks location from now on")
    .argument('<shop>')
    .argument('<shopify-location>', 'its id or its name')
    .argument('[linnworks-location]', 'its id or its name')
    .option(
      '--also-counts <linnworks-location>',
      'a further one whose stock counts for it, and which never ships for it',
    )
    .option(
      '--remove',
      'take back all that is linked to it, or with --also-counts that one; a location that is gone, by its id',
    )
    .addOption(actorOption())
    .addHelpText(
      'after',
      examples(
        "link location aurora 'High Street' 'London Warehouse'",
        "link location aurora 'High Street' --also-counts 'London Overflow'",
        'link location aurora 70000000001 --remove',
      ),
    )
    .action(
      async (
        shop: string,
        location: string,
        linnworksLocation: string | undefined,
        options: LinkOptions & { readonly alsoCounts?: string; readonly remove?: boolean },
      ) => {
        const { alsoCounts, remove = false } = options
        const names = { shop, location, linnworksLocation, alsoCounts }
        await run(options, (context) => (remove ? unlinkLocation : linkLocation)(context, names))
      },
    )

  withCommonOptions(link.command('list'))
    .description("the shop's links of both kinds")
    .argument('<shop>')
    .addHelpText('after', examples('link list aurora'))
    .action(async (shop: string, options: CommonOptions) => {
      await run(options, (context) => listLinks(context, shop))
    })
}
