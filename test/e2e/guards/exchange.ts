import type { Dependencies } from '../../../activities/dependencies.ts'
import type { Door } from '../../../client/receiver-role.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { type ShopifyClient, verifyWebhookHmac } from '../../../shopify/index.ts'

export type Alteration = (usual: Dependencies) => Dependencies

/** What a running Waybill stands on, exchanged while it runs: guards are taken out and put back. */
export interface Exchange {
  /** For `startStack`. */
  readonly alter: Alteration
  readonly alterDoor: (door: Door) => Door
  /** From now on Waybill stands on this; without an alteration, on the usual. */
  use(alteration?: Alteration, doorAlteration?: (door: Required<Door>) => Door): void
}

/** Only what is asked for at the moment of use is exchanged: clients, ledger, the door's parts. */
export function createExchange(): Exchange {
  const asItIs = <T>(usual: T): T => usual
  let alteration: Alteration = asItIs
  let doorAlteration: (door: Required<Door>) => Door = asItIs
  return {
    alter: (usual) => {
      const now = onceFor(() => alteration, usual)
      return {
        ...usual,
        findShop: (shop) => now().findShop(shop),
        linnworks: live(usual.linnworks, () => now().linnworks),
        ledger: live(usual.ledger, () => now().ledger),
        get lateCommitWaitMs() {
          return now().lateCommitWaitMs
        },
      }
    },
    alterDoor: (door) => {
      const now = onceFor(() => doorAlteration, { verify: verifyWebhookHmac, ...door })
      return {
        ledger: { inbox: live(door.ledger.inbox, () => now().ledger.inbox) },
        verify: (delivery) => (now().verify ?? verifyWebhookHmac)(delivery),
      }
    },
    use: (next = asItIs, nextDoor = asItIs) => {
      alteration = next
      doorAlteration = nextDoor
    },
  }
}

/** What the alteration in force makes of the usual. It is made once, and may remember. */
function onceFor<T, R>(current: () => (usual: T) => R, usual: T): () => R {
  const made = new Map<(usual: T) => R, R>()
  return () => {
    const alteration = current()
    const known = made.get(alteration) ?? alteration(usual)
    made.set(alteration, known)
    return known
  }
}

/** The same client with some of its methods exchanged. Clients are frozen proxies: none is spread. */
export function withMethods<Client extends object>(
  client: Client,
  methods: Partial<Client>,
): Client {
  return live(client, (key) => (Object.hasOwn(methods, key) ? methods : client))
}

/** The same dependencies with another client of the sandbox's shop. */
export function withShop(
  usual: Dependencies,
  change: (client: ShopifyClient) => ShopifyClient,
): Dependencies {
  const client = change(usual.findShop(AURORA.shop).client)
  return { ...usual, findShop: (shop: string) => ({ ...usual.findShop(shop), client }) }
}

/** Looks each member up where `now` says. Its target is a fresh object: one that is frozen insists. */
function live<T extends object>(like: T, now: (key: PropertyKey) => object): T {
  const target: T = Object.create(like)
  return new Proxy(target, { get: (_, key) => Reflect.get(now(key), key) as unknown })
}
