import * as world from '../../sandbox/world.ts'

export interface BenchPorts {
  readonly shopify: number
  readonly linnworks: number
  readonly receiver: number
  readonly metrics: number
}

/**
 * What an operator would write into `waybill.yaml`, with the defaults of production but for the
 * share of the vendors' limits. `changes` has dotted keys; those of the shop begin with `shop.`.
 */
export function writeSettings(parts: {
  readonly ports: BenchPorts
  readonly ledgerUrl: string
  readonly temporalAddress: string
  readonly share: number
  readonly changes: Readonly<Record<string, unknown>>
}): object {
  const { ports, share } = parts
  const { applicationId, applicationSecret, token } = world.LINNWORKS
  const changed = (section: string, settings: Readonly<Record<string, unknown>>) => {
    const result: Record<string, unknown> = { ...settings }
    for (const [key, value] of Object.entries(parts.changes)) {
      const [head, ...rest] = key.split('.')
      if (head === section) result[rest.join('.')] = value
    }
    return nest(result)
  }
  return {
    shops: [
      changed('shop', {
        shop: world.AURORA.shop,
        apiUrl: `http://127.0.0.1:${ports.shopify}/${world.AURORA.shop}`,
        accessToken: world.AURORA.accessToken,
        webhookSecrets: [world.AURORA.webhookSecret],
        'budget.share': share,
      }),
    ],
    linnworks: changed('linnworks', {
      authUrl: `http://127.0.0.1:${ports.linnworks}`,
      applicationId,
      applicationSecret,
      token,
      budgetShare: share,
    }),
    ledger: changed('ledger', { url: parts.ledgerUrl }),
    temporal: changed('temporal', { address: parts.temporalAddress }),
    receiver: changed('receiver', {
      port: ports.receiver,
      publicUrl: `http://127.0.0.1:${ports.receiver}`,
    }),
    worker: changed('worker', { metricsPort: ports.metrics }),
    log: changed('log', {}),
  }
}

/** `{ 'budget.share': 1 }` becomes `{ budget: { share: 1 } }`. */
function nest(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const nested: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(flat)) {
    const [head = key, ...rest] = key.split('.')
    nested[head] = rest.length === 0 ? value : { [rest.join('.')]: value }
  }
  return nested
}
