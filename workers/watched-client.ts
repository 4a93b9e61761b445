import { ApiError } from '../lib/api-error.ts'
import type { Metrics } from '../lib/metrics.ts'
import type { Account, OutageLog } from './outage-log.ts'

/**
 * The same client, whose every call is counted and timed under its method's name, and tells whether
 * the vendor serves us.
 */
export function watched<Client extends object>(
  client: Client,
  account: Account,
  watchers: { readonly metrics: Pick<Metrics, 'vendorCalled'>; readonly outages: OutageLog },
): Client {
  const { metrics, outages } = watchers
  // A proxy may not stand in for the members of a frozen object, but for inherited ones it may.
  const target: Client = Object.create(client)
  return new Proxy(target, {
    get: (_, key) => {
      const member: unknown = Reflect.get(client, key)
      if (typeof member !== 'function' || typeof key !== 'string') return member
      return (...args: unknown[]) => {
        const startedAt = performance.now()
        const answer: unknown = Reflect.apply(member, client, args)
        return answer instanceof Promise ? watch(key, startedAt, answer) : answer
      }
    },
  })

  async function watch(
    operation: string,
    startedAt: number,
    answer: Promise<unknown>,
  ): Promise<unknown> {
    const note = (outcome: string) => {
      const seconds = (performance.now() - startedAt) / 1000
      metrics.vendorCalled({ vendor: account.vendor, operation, outcome, seconds })
    }
    try {
      await answer
    } catch (error) {
      note(error instanceof ApiError ? error.details.kind : 'failed')
      if (error instanceof ApiError) await outages.noteFailure(account, error)
      throw error
    }
    note('ok')
    await outages.noteSuccess(account)
    return await answer
  }
}
