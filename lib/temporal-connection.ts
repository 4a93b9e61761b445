import type { Config, TemporalTls } from './config.ts'

/** What every connection to Temporal is made from, a client's and a worker's. */
export function toConnection({ temporal }: Pick<Config, 'temporal'>): {
  readonly address: string
  readonly apiKey?: string
  readonly tls?: boolean | TemporalTls
} {
  const { address, apiKey, tls } = temporal
  return {
    address,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
  }
}
