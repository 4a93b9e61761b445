import type { FastifyInstance } from 'fastify'

/** Why a server could not listen, in a sentence that names the key to change. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/** Listens and returns the server's URL. Throws PortError where the port cannot be had. */
export async function listen(
  server: FastifyInstance,
  place: { readonly host: string; readonly port: number; readonly portKey: string },
): Promise<string> {
  const { host, port, portKey } = place
  try {
    return await server.listen({ host, port })
  } catch (error) {
    await server.close()
    throw new PortError(explain(error, `port ${port} of ${host}`, portKey))
  }
}

function explain(error: unknown, where: string, portKey: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : 'unknown'
  if (code === 'EADDRINUSE') {
    return `Another program listens on ${where}. Stop it, or change ${portKey}.`
  }
  if (code === 'EACCES') return `We may not listen on ${where}. Change ${portKey}.`
  return `It is not possible to listen on ${where} (${String(code)}). Check ${portKey} and the host beside it.`
}
