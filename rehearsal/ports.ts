import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const LOWEST_PORT = 12_000
const LOWEST_EPHEMERAL_PORT = 32_768

export interface ChosenPort {
  readonly port: number
  /** The preferred port was taken, so `port` is another one: say so to the person. */
  readonly replaced: boolean
}

/** The preferred port of 127.0.0.1 if it is free, else one that is. */
export async function choosePort(preferred: number): Promise<ChosenPort> {
  if (await isFree(preferred)) return { port: preferred, replaced: false }
  return { port: await findFreePort(), replaced: true }
}

/**
 * A port of 127.0.0.1 that was free a moment ago; nothing reserves it. Taken below the range from
 * which the kernel numbers outgoing connections, or one of those could have it by the time of use.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(LOWEST_PORT, LOWEST_EPHEMERAL_PORT)
    if (await isFree(port)) return port
  }
  throw new Error('A hundred ports of 127.0.0.1 were taken: something is wrong with this machine')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
