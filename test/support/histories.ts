import type { Client } from '@temporalio/client'

/** Everything that the namespace's histories say, payloads decoded: to look for what must not be there. */
export async function readAllHistories(client: Client): Promise<string> {
  const texts: string[] = []
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId)
    const history = await handle.fetchHistory()
    const description = await handle.describe()
    texts.push(toReadableText(history), JSON.stringify(description.memo ?? {}))
    texts.push(JSON.stringify(description.typedSearchAttributes.getAll()))
  }
  return texts.join('\n')
}

/**
 * A message of Temporal's API as JSON in which bytes are the text that they hold. Its own `toJSON`
 * would show them in Base64, where a name is not found by looking for it.
 */
export function toReadableText(message: unknown): string {
  return JSON.stringify(toReadable(message))
}

function toReadable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (typeof value === 'bigint' || value instanceof Date) return String(value)
  if (Array.isArray(value)) return value.map(toReadable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toReadable(member)]),
  )
}
