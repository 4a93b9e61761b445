import type { Client } from '@temporalio/client'
import { sql } from 'kysely'
import type { Database } from '../../../ledger/database.ts'
import { readAllHistories, toReadableText } from '../histories.ts'

/** Everything that Waybill leaves behind, as text, by where it was found. */
export type Evidence = Readonly<Record<string, string>>

/** What Temporal keeps of every run: events, failures, memos, attributes, details, what is pending. */
export async function readTemporal(client: Client): Promise<Evidence> {
  const described: string[] = []
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId)
    const { raw } = await handle.describe()
    described.push(toReadableText(raw))
    if (!workflowId.startsWith('order:')) continue
    described.push(JSON.stringify(await handle.query('__temporal_workflow_metadata')))
    described.push(JSON.stringify(await handle.query('orderState')))
  }
  return {
    'workflow histories': await readAllHistories(client),
    'workflow descriptions and details': described.join('\n'),
  }
}

/** Every row of every table of the ledger, but for what `parcels` alone may hold. */
export async function readLedger(database: Database): Promise<Evidence> {
  const tables = await database.introspection.getTables()
  const evidence: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await sql`SELECT * FROM ${sql.table(name)}`.execute(database)
    evidence[`ledger table ${name}`] = toReadableText(rows)
  }
  return evidence
}

export async function readPages(urls: readonly string[]): Promise<Evidence> {
  const pages = urls.map(async (url) => [url, await (await fetch(url)).text()] as const)
  return Object.fromEntries(await Promise.all(pages))
}
