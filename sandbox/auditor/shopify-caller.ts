import type { z } from 'zod'
import { patiently, ThrottledError } from './patience.ts'
import { AnswerSchema } from './shopify-wire.ts'

export interface AuditedShop {
  /** The handle, which is SubSource in Linnworks. */
  readonly shop: string
  readonly apiUrl: string
  readonly accessToken: string
}

/** Asks one query of the Admin API, and waits for points where they are missing. */
export function ask<T>(
  shop: AuditedShop,
  query: string,
  variables: unknown,
  schema: z.ZodType<T>,
): Promise<T> {
  return patiently(async () => {
    const response = await fetch(`${shop.apiUrl}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Access-Token': shop.accessToken,
      },
      body: JSON.stringify({ query, variables }),
    })
    if (!response.ok) throw new Error(`Shopify did not answer: HTTP ${response.status}`)
    const { data, errors, extensions } = AnswerSchema.parse(await response.json())
    if (errors === undefined) return schema.parse(data)
    const isThrottled = errors.some((each) => each.extensions?.code === 'THROTTLED')
    if (!isThrottled) throw new Error(`Shopify did not answer: ${JSON.stringify(errors)}`)
    const cost = extensions?.cost
    const missing = cost && cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable
    const seconds = missing && missing / cost.throttleStatus.restoreRate
    throw new ThrottledError(Math.ceil(Math.max(0.1, seconds ?? 1) * 1000))
  })
}
