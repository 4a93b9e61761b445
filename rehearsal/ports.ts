import { createServer } from 'node:net'

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

/** A port of 127.0.0.1 that the kernel just called free. Use it at once: nothing reserves it. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') {
        reject(new Error('The kernel gave no port on 127.0.0.1'))
        return
      }
      server.close(() => resolve(address.port))
    })
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
