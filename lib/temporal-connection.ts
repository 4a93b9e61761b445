import { Connection, type ConnectionOptions } from '@temporalio/client'
import type { TemporalConfig, TemporalTls } from './config.ts'
import { callInterceptors } from './ended-calls.ts'

/** Where Temporal is, and what it takes to be let in. */
export interface TemporalAccess {
  readonly temporal: Omit<TemporalConfig, 'namespace'>
}

type ConnectionTimes = Pick<ConnectionOptions, 'connectTimeout'>

/** What every connection to Temporal is made from, a client's and a worker's. */
export function toConnection({ temporal }: TemporalAccess): {
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

/** A client's connection, made by its first call. It may be closed at any time, under calls too. */
export function openConnection(access: TemporalAccess, times: ConnectionTimes = {}): Connection {
  return Connection.lazy({
    ...toConnection(access),
    ...times,
    interceptors: [...callInterceptors],
  })
}

/**
 * A client's connection to a server that answers.
 * @throws what Temporal's client says where none answers in time.
 */
export async function connect(
  access: TemporalAccess,
  times: ConnectionTimes = {},
): Promise<Connection> {
  const connection = openConnection(access, times)
  try {
    await connection.ensureConnected()
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
