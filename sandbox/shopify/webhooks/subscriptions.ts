import { connectionOver, type PageArgs } from '../connection.ts'
import { userError, type UserError } from '../errors.ts'
import { gid, idOf } from '../gid.ts'
import type { ShopSetup } from '../setup.ts'
import type { StoredSubscription } from '../records.ts'
import type { CallContext, World } from '../world.ts'
import { webhookApiVersion } from './outbox.ts'

interface SubscriptionInput {
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly format?: string | null
  readonly filter?: string | null
  readonly includeFields?: readonly string[] | null
  readonly metafieldNamespaces?: readonly string[] | null
  readonly name?: string | null
}

/** Puts the subscriptions of the app's configuration in place of those of the last start. */
export function subscribeFromSetup(world: World, setup: ShopSetup): void {
  for (const each of [...world.subscriptions.values()]) {
    if (each.shop === setup.shop && !each.viaApi) world.subscriptions.delete(each.id)
  }
  const { webhooks } = setup
  for (const topic of webhooks?.topics ?? []) {
    const id = `${setup.shop}:${topic}`
    const subscription = newSubscription(world, setup, topic, { uri: webhooks?.uri ?? '' })
    world.subscriptions.put(id, { ...subscription, id, viaApi: false })
  }
}

/** `webhookSubscriptionCreate`, with the refusals observed on live stores. */
export function webhookSubscriptionCreate(
  args: { readonly topic: string; readonly webhookSubscription: SubscriptionInput },
  { world, setup }: CallContext,
) {
  const input = args.webhookSubscription
  const message = uriError(world, setup, args.topic, input.uri ?? input.callbackUrl ?? '')
  if (message !== undefined) {
    const userErrors = [userError(['webhookSubscription', 'callbackUrl'], message)]
    return { webhookSubscription: null, userErrors }
  }
  const subscription = newSubscription(world, setup, args.topic, input)
  world.subscriptions.put(subscription.id, subscription)
  return { webhookSubscription: subscriptionView(subscription), userErrors: [] }
}

export function webhookSubscriptionDelete(
  { id }: { readonly id: string },
  { world, setup }: CallContext,
): { readonly deletedWebhookSubscriptionId: string | null; readonly userErrors: UserError[] } {
  const found = world.subscriptions.get(idOf('WebhookSubscription', id))
  if (found === undefined || found.shop !== setup.shop || !found.viaApi) {
    const userErrors = [userError(['id'], 'Webhook subscription does not exist')]
    return { deletedWebhookSubscriptionId: null, userErrors }
  }
  world.subscriptions.delete(found.id)
  return { deletedWebhookSubscriptionId: id, userErrors: [] }
}

/** Lists only what was made through the API, as observed. */
export function webhookSubscriptions(
  args: PageArgs & { readonly topics?: readonly string[] | null; readonly uri?: string | null },
  { world, setup }: CallContext,
) {
  const listed = [...world.subscriptions.values()].filter(
    ({ shop, viaApi, topic, uri }) =>
      shop === setup.shop &&
      viaApi &&
      (args.topics == null || args.topics.includes(topic)) &&
      (args.uri == null || args.uri === uri),
  )
  return connectionOver(
    listed,
    args,
    ({ createdAt, id }) => ({ value: createdAt, id }),
    subscriptionView,
  )
}

export function webhookSubscription(
  { id }: { readonly id: string },
  { world, setup }: CallContext,
) {
  const found = world.subscriptions.get(idOf('WebhookSubscription', id))
  return found?.shop === setup.shop && found.viaApi ? subscriptionView(found) : null
}

function newSubscription(
  world: World,
  setup: ShopSetup,
  topic: string,
  input: SubscriptionInput,
): StoredSubscription {
  return {
    id: world.nextId('WebhookSubscription'),
    shop: setup.shop,
    topic,
    uri: input.uri ?? input.callbackUrl ?? '',
    viaApi: true,
    filter: input.filter ?? '',
    format: input.format ?? 'JSON',
    includeFields: input.includeFields ?? [],
    metafieldNamespaces: input.metafieldNamespaces ?? [],
    name: input.name ?? null,
    createdAt: world.timestamp(),
  }
}

/** Plain http is refused as on live stores, but for this machine: receivers in tests are there. */
function uriError(world: World, setup: ShopSetup, topic: string, uri: string): string | undefined {
  if (uri === '') return "Address can't be blank"
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url === undefined) return 'Address is invalid'
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    return `Address protocol ${url.protocol}// is not supported`
  }
  if (url.hostname.endsWith('.myshopify.com') || url.hostname.endsWith('.shopify.com')) {
    return 'Address cannot be a Shopify or an internal domain'
  }
  const taken = [...world.subscriptions.values()].some(
    (each) => each.shop === setup.shop && each.viaApi && each.topic === topic && each.uri === uri,
  )
  return taken ? 'Address for this topic has already been taken' : undefined
}

function subscriptionView(each: StoredSubscription) {
  return {
    ...each,
    id: gid('WebhookSubscription', each.id),
    legacyResourceId: each.id,
    updatedAt: each.createdAt,
    apiVersion: { handle: webhookApiVersion, displayName: webhookApiVersion, supported: true },
  }
}
