import type { Config } from '../lib/config.ts'
import { type Database, migrate } from '../ledger/database.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import type { LinkedLocation } from '../ledger/linked-locations.ts'
import { WEBHOOK_TOPICS, type WebhookTopic } from '../shopify/index.ts'
import { prepareNamespace } from './namespace.ts'
import { PreflightError, runPreflight } from './preflight.ts'
import { prepareSchedules } from './schedules.ts'
import { openShop } from './shop-client.ts'
import { listCountedTwice } from './stock-links.ts'
import { connectTemporal } from './temporal.ts'

/**
 * Makes everything that Waybill needs around itself: the ledger's schema, the namespace, its search
 * attributes, the Schedules and the webhook subscriptions; after asking the vendors whether it may
 * run at all. Idempotent: run it at every start.
 */
export async function runSetup(
  config: Config,
  database: Database,
  say: (line: string) => void,
): Promise<void> {
  await runPreflight(config)
  say('Both vendors answer, and every permission is there.')
  const applied = await migrate(database)
  say(applied.length === 0 ? 'The ledger is up to date.' : `Migrated: ${applied.join(', ')}.`)
  const client = await connectTemporal(config, 'waybill-setup')
  try {
    await prepareNamespace(client)
    await prepareSchedules(client, config)
    say(`Temporal's namespace "${config.temporal.namespace}" is ready.`)
  } finally {
    await client.connection.close()
  }
  for (const shop of config.shops) await subscribe(shop, config.receiver.publicUrl, say)
  await checkStockLinks(config, createLedger(database), say)
}

/** What would be offered twice, or not at all, is said where somebody looks. */
async function checkStockLinks(
  { shops }: Pick<Config, 'shops'>,
  { linkedLocations }: Pick<Ledger, 'linkedLocations'>,
  say: (line: string) => void,
): Promise<void> {
  const all = await linkedLocations.list()
  const pushed = new Set(shops.filter(({ stock }) => stock.enabled).map(({ shop }) => shop))
  const isOffered = (link: LinkedLocation) =>
    all.some(
      (each) => pushed.has(each.shop) && each.linnworksLocationId === link.linnworksLocationId,
    )
  for (const { shop } of shops.filter((each) => !pushed.has(each.shop))) {
    const [shared] = all.filter((link) => link.shop === shop && isOffered(link))
    if (shared === undefined) continue
    say(
      `Warning: the stock of "${shop}" is not switched on, and it sells what other shops offer of ${shared.linnworksLocationName}: there its sales are offered until Linnworks knows them.`,
    )
  }
  for (const { shop } of shops.filter(({ stock }) => stock.enabled)) {
    const links = all.filter((link) => link.shop === shop)
    if (links.length === 0) {
      say(
        `No location of "${shop}" is linked: none of its stock is pushed. See: waybill link location`,
      )
    }
    for (const { linnworksLocationName: name } of listCountedTwice(links)) {
      say(
        `Warning: ${name} counts for two locations of "${shop}": no level there is written, for its stock would be offered twice.`,
      )
    }
  }
}

/** Shopify deletes a subscription after eight failed deliveries: it is made again here. */
async function subscribe(
  shop: Config['shops'][number],
  publicUrl: string | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (publicUrl === undefined) {
    say('receiver.publicUrl is not set: no webhooks, orders are found by the sweep alone.')
    return
  }
  const uri = `${publicUrl.replace(/\/+$/, '')}/webhooks/shopify`
  const client = openShop(shop)
  try {
    const wanted = Object.keys(WEBHOOK_TOPICS)
      .filter(isTopic)
      .filter((topic) => shop.stock.enabled || !stockTopics.has(topic))
    const listMissing = async () => {
      const existing = await client.listWebhookSubscriptions()
      return wanted.filter(
        (topic) => !existing.some((each) => each.topic === topic && each.uri === uri),
      )
    }
    const missing = await listMissing()
    for (const topic of missing) {
      const answer = await client.createWebhookSubscription({ topic, uri })
      // Refused as taken, where another setup made it since we looked: then all is well.
      if (answer.outcome === 'refused' && (await listMissing()).includes(topic)) {
        throw new PreflightError(
          `Shopify refused the webhook ${topic} of "${shop.shop}": ${answer.message}. Check receiver.publicUrl.`,
        )
      }
    }
    say(`The shop "${shop.shop}" sends ${wanted.length} webhooks (${missing.length} new).`)
  } finally {
    client.close()
  }
}

/** Of use only where stock is pushed: whatever else they tell, the order's own topics do too. */
const stockTopics: ReadonlySet<WebhookTopic> = new Set([
  'INVENTORY_LEVELS_UPDATE',
  'REFUNDS_CREATE',
])

function isTopic(topic: string): topic is WebhookTopic {
  return topic in WEBHOOK_TOPICS
}
