import { ApiError } from '../lib/api-error.ts'
import type { Metrics } from '../lib/metrics.ts'

/** The same client, whose every call is counted and timed under its method's name. */
export function measured<Client extends object>(
  client: Client,
  vendor: 'shopify' | 'linnworks',
  metrics: Pick<Metrics, 'vendorCalled'>,
): Client {
  // A proxy may not stand in for the members of a frozen object, but for inherited ones it may.
  const target: Client = Object.create(client)
  return new Proxy(target, {
    get: (_, key) => {
      const member: unknown = Reflect.get(client, key)
      if (typeof member !== 'function' || typeof key !== 'string') return member
      return (...args: unknown[]) => measure(key, () => Reflect.apply(member, client, args))
    },
  })

  function measure(operation: string, call: () => unknown): unknown {
    const startedAt = performance.now()
    const note = (outcome: string) => {
      const seconds = (performance.now() - startedAt) / 1000
      metrics.vendorCalled({ vendor, operation, outcome, seconds })
    }
    const answer = call()
    if (!(answer instanceof Promise)) return answer
    return answer.then(
      (value: unknown) => {
        note('ok')
        return value
      },
      (error: unknown) => {
        note(error instanceof ApiError ? error.details.kind : 'failed')
        throw error
      },
    )
  }
}
