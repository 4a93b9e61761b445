import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import { SearchAttributeType } from '@temporalio/common'
import { msToTs } from '@temporalio/common/lib/time.js'
import { searchAttributes } from '../workflows/contract.ts'
import { TemporalError } from './temporal.ts'

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const indexedAsKeyword = 2

/** Three times what Temporal takes to refresh its namespaces. */
const visibleWithinMs = 30_000

/** What operations need to look back on; an order's id stays unique in the ledger for ever. */
const retention = '30 days'

/**
 * Makes the namespace and the search attributes where they are missing. Idempotent, and safe when
 * two processes do it at once.
 */
export async function prepareNamespace(client: Client): Promise<void> {
  await ensureNamespace(client)
  await awaitVisible(client)
  const missing = await listMissingAttributes(client)
  if (missing.length === 0) return
  try {
    await client.connection.operatorService.addSearchAttributes({
      namespace: client.options.namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, indexedAsKeyword])),
    })
  } catch (error) {
    if ((await listMissingAttributes(client)).length === 0) return
    throw new TemporalError(
      `The search attributes ${missing.join(', ')} are missing and could not be made (${reasonOf(error)}). Make them by hand: temporal operator search-attribute create --namespace ${client.options.namespace} --name NAME --type Keyword; on Temporal Cloud: tcld namespace search-attributes add --namespace ${client.options.namespace} --search-attribute NAME=Keyword`,
    )
  }
}

/** @throws TemporalError where `setup` has not been run for the namespace. */
export async function requireNamespace(client: Client): Promise<void> {
  const { namespace } = client.options
  if (!(await hasNamespace(client))) {
    throw new TemporalError(
      `Temporal has no namespace "${namespace}". Run "npm start -- setup" once, or correct temporal.namespace.`,
    )
  }
  const missing = await listMissingAttributes(client)
  if (missing.length > 0) {
    throw new TemporalError(
      `The namespace "${namespace}" lacks the search attributes ${missing.join(', ')}. Run "npm start -- setup" once.`,
    )
  }
}

async function ensureNamespace(client: Client): Promise<void> {
  if (await hasNamespace(client)) return
  const { namespace } = client.options
  try {
    await client.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retention),
    })
  } catch (error) {
    if (await hasNamespace(client)) return
    throw new TemporalError(
      `The namespace "${namespace}" is missing and could not be made (${reasonOf(error)}). Make it by hand: temporal operator namespace create -n ${namespace}; on Temporal Cloud: tcld namespace create, or its web page. There a namespace has its account in its name: NAME.ACCOUNT`,
    )
  }
}

/** A new namespace is known to all parts of a server only when each has refreshed its list of them. */
async function awaitVisible(client: Client): Promise<void> {
  const deadline = Date.now() + visibleWithinMs
  for (;;) {
    try {
      await listMissingAttributes(client)
      return
    } catch (error) {
      if (!isNotFound(error) || Date.now() > deadline) throw error
      await sleep(200)
    }
  }
}

async function hasNamespace(client: Client): Promise<boolean> {
  const { namespace } = client.options
  try {
    await client.workflowService.describeNamespace({ namespace })
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw new TemporalError(`Temporal does not show its namespaces: ${reasonOf(error)}`)
  }
}

async function listMissingAttributes(client: Client): Promise<readonly string[]> {
  const { namespace } = client.options
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
    namespace,
  })
  return Object.values(searchAttributes)
    .filter(({ type }) => type === SearchAttributeType.KEYWORD)
    .map(({ name }) => name)
    .filter((name) => customAttributes?.[name] === undefined)
}

function isNotFound(error: unknown): boolean {
  const notFound = 5
  return error instanceof Error && 'code' in error && error.code === notFound
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
