import { Client } from '@temporalio/client'
import type { Config } from '../lib/config.ts'
import { connect } from '../lib/temporal-connection.ts'

/** Why Temporal cannot be used, in a sentence that says what to do. */
export class TemporalError extends Error {
  override readonly name = 'TemporalError'
}

/** The oldest server with everything that Waybill uses: 1.28 made updates with start complete. */
const oldestServer = [1, 28] as const

/**
 * Connects to Temporal. The identity names a role and an instance, never a user or a host.
 * @throws TemporalError where nothing answers, or the server is too old.
 */
export async function connectTemporal(
  { temporal }: Pick<Config, 'temporal'>,
  identity: string,
): Promise<Client> {
  const { address, namespace } = temporal
  const connection = await connect({ temporal }, { connectTimeout: '5 seconds' }).catch(() => {
    throw new TemporalError(
      `No Temporal server answers at ${address}. Start it, or correct temporal.address.`,
    )
  })
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({})
    requireVersion(serverVersion ?? '', address)
  } catch (error) {
    await connection.close()
    if (error instanceof TemporalError) throw error
    throw new TemporalError(
      `The Temporal server at ${address} refused us. Check temporal.apiKey and temporal.tls.`,
    )
  }
  return new Client({ connection, namespace, identity })
}

export function requireVersion(serverVersion: string, address: string): void {
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number)
  const [wantedMajor, wantedMinor] = oldestServer
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  throw new TemporalError(
    `The Temporal server at ${address} is ${serverVersion}; Waybill needs ${oldestServer.join('.')} or newer. Upgrade it.`,
  )
}
