import { z } from 'zod'

const SessionSchema = z.object({ Token: z.string(), Server: z.string() })

/** Calls to the Linnworks API by path below `/api/`, as any client of the vendor's makes them. */
export interface LinnworksCaller {
  get(path: string): Promise<unknown>
  /** Sends JSON. Undefined where the answer is empty. */
  post(path: string, body: unknown): Promise<unknown>
}

/**
 * Authorises at the first call, and once more when the session was refused. Every other refusal
 * throws with the vendor's words; nothing is retried.
 */
export function createLinnworksCaller(options: {
  readonly authUrl: string
  readonly applicationId: string
  readonly applicationSecret: string
  readonly token: string
}): LinnworksCaller {
  let session: Promise<z.infer<typeof SessionSchema>> | undefined

  async function authorise() {
    const response = await fetch(`${options.authUrl}/api/Auth/AuthorizeByApplication`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ApplicationId: options.applicationId,
        ApplicationSecret: options.applicationSecret,
        Token: options.token,
      }),
    })
    if (!response.ok) throw new Error(`Linnworks did not authorise: HTTP ${response.status}`)
    return SessionSchema.parse(await response.json())
  }

  async function send(path: string, init: { method: string; body?: string }): Promise<Response> {
    session ??= authorise()
    const mine = session
    const { Server, Token } = await mine.catch((error: unknown) => {
      if (session === mine) session = undefined
      throw error
    })
    const response = await fetch(`${Server}/api/${path}`, {
      ...init,
      headers: { authorization: Token, 'content-type': 'application/json' },
    })
    if (response.status === 401 && session === mine) session = undefined
    return response
  }

  async function call(path: string, init: { method: string; body?: string }): Promise<unknown> {
    const first = await send(path, init)
    const response = first.status === 401 ? await send(path, init) : first
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${text.slice(0, 200)}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  return {
    get: (path) => call(path, { method: 'GET' }),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
  }
}
