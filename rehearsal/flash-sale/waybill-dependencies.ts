import type { Dependencies } from '../../activities/dependencies.ts'
import { checkConfig } from '../../lib/config.ts'
import type { Ledger } from '../../ledger/index.ts'
import { createLinnworksClient } from '../../linnworks/index.ts'
import * as world from '../../sandbox/world.ts'
import { createShopifyClient } from '../../shopify/index.ts'
import { createLinnworksBudget, createShopifyBudget } from '../../workers/vendor-budgets.ts'
import type { OrderDesk } from '../../workflows/contract.ts'
import type { Scene } from './policy.ts'
import type { VirtualTime } from './virtual-time.ts'

const sweepOverlapMs = 15 * 60_000

/** What a worker puts together, with calls that take virtual time, and wait for budgets in it. */
export function openDependencies(
  scene: Scene,
  parts: {
    readonly ledger: Ledger
    readonly adaptiveBuffer: { readonly enabled: boolean; readonly chance: number }
    readonly orderDesk: OrderDesk
  },
): Dependencies & { close(): void } {
  const { town, time, share } = scene
  const { ledger, adaptiveBuffer, orderDesk } = parts
  const config = checkConfig({
    shops: [
      {
        shop: world.AURORA.shop,
        apiUrl: `${town.shopify.url}/${world.AURORA.shop}`,
        accessToken: world.AURORA.accessToken,
        webhookSecrets: [world.AURORA.webhookSecret],
        budget: { share },
        stock: { enabled: true, adaptiveBuffer },
      },
    ],
    linnworks: {
      authUrl: town.linnworks.url,
      applicationId: world.LINNWORKS.applicationId,
      applicationSecret: world.LINNWORKS.applicationSecret,
      token: world.LINNWORKS.token,
      budgetShare: share,
    },
    ledger: { url: 'postgres://waybill@127.0.0.1/virtual' },
  })
  const [settings] = config.shops
  if (settings === undefined) throw new Error('There is no shop')
  const accounts = { ledger, metrics: { budgetWaited: () => undefined } }
  const shopifyBudget = createShopifyBudget(accounts, settings.shop, settings.budget.share)
  const linnworksBudget = createLinnworksBudget(accounts, config.linnworks.budgetShare)
  const shopify = createShopifyClient({
    ...settings,
    budget: {
      ...shopifyBudget,
      reserve: (request) => time.letGo(() => shopifyBudget.reserve(request)),
    },
  })
  const linnworks = createLinnworksClient({
    ...config.linnworks,
    budget: { reserve: (request) => time.letGo(() => linnworksBudget.reserve(request)) },
  })
  const access = {
    client: onTheWay(shopify, scene),
    policy: settings.policy,
    stock: settings.stock,
  }
  return {
    findShop: () => access,
    linnworks: onTheWay(linnworks, scene),
    ledger,
    orderDesk,
    lateCommitWaitMs: config.linnworks.lateCommitWaitSeconds * 1000,
    sweepOverlapMs,
    stopping: new AbortController().signal,
    close: () => {
      shopify.close()
      linnworks.close()
    },
  }
}

/** The same ledger; time stands still while it is asked. */
export function holdAll(ledger: Ledger, time: VirtualTime): Ledger {
  return proxied(ledger, (subject) => proxied(subject, (member) => member, time.hold))
}

/** The same client, half of whose round trip comes before the call, and half after. */
function onTheWay<Client extends object>(
  client: Client,
  { time, roundTripMs }: Pick<Scene, 'time' | 'roundTripMs'>,
): Client {
  return proxied(
    client,
    (member) => member,
    async (call) => {
      await time.sleep(roundTripMs / 2)
      const answer = await time.hold(call)
      await time.sleep(roundTripMs / 2)
      return answer
    },
  )
}

type Around = <T>(call: () => Promise<T>) => Promise<T>

function proxied<Subject extends object>(
  subject: Subject,
  show: (member: object) => unknown,
  around?: Around,
): Subject {
  // A proxy may not stand in for the members of a frozen object, but for inherited ones it may.
  const target: Subject = Object.create(subject)
  return new Proxy(target, {
    get: (_, key) => {
      const member: unknown = Reflect.get(subject, key)
      if (typeof member === 'object' && member !== null) return show(member)
      if (typeof member !== 'function' || around === undefined || key === 'close') return member
      return (...args: unknown[]) =>
        around(async (): Promise<unknown> => await Reflect.apply(member, subject, args))
    },
  })
}
