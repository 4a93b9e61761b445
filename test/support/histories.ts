import type { Client } from '@temporalio/client'

/** Everything that the namespace's histories say, payloads decoded: to look for what must not be there. */
export async function readAllHistories(client: Client): Promise<string> {
  const texts: string[] = []
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId)
    const history = await handle.fetchHistory()
    const description = await handle.describe()
    texts.push(toText(history), JSON.stringify(description.memo ?? {}))
    texts.push(JSON.stringify(description.typedSearchAttributes.getAll()))
  }
  return texts.join('\n')
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof Uint8Array) return Buffer.from(member).toString('utf8')
    if (typeof member === 'object' && member !== null && 'type' in member && 'data' in member) {
      return member.type === 'Buffer' && Array.isArray(member.data)
        ? Buffer.from(member.data).toString('utf8')
        : member
    }
    return typeof member === 'bigint' ? String(member) : member
  })
}
