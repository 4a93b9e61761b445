import { Client } from '@temporalio/client'
import { defineSearchAttributeKey } from '@temporalio/common'
import pg from 'pg'
import { expect, test } from 'vitest'
import { connect } from '../../lib/temporal-connection.ts'
import { createTestDatabase, createTestNamespace, temporalAddress } from './servers.ts'

const STAGE = defineSearchAttributeKey('WaybillStage', 'KEYWORD')

test('A test file can start and find workflows in its own namespace at once', async () => {
  const namespace = await createTestNamespace([STAGE])
  const connection = await connect({ temporal: { address: temporalAddress() } })
  const client = new Client({ connection, namespace })
  const handle = await client.workflow.start('anyWorkflow', {
    taskQueue: 'any',
    workflowId: 'order:aurora:1',
    typedSearchAttributes: [{ key: STAGE, value: 'received' }],
  })
  await expect
    .poll(async () => (await client.workflow.count(`WaybillStage = 'received'`)).count)
    .toBe(1)
  await handle.terminate()
  await connection.close()
})

test('What one test file writes to its database, another one does not see', async () => {
  let prepared = 0
  const options = {
    kind: 'servers-test',
    prepare: async (url: string) => {
      prepared += 1
      await run(url, 'CREATE TABLE orders (name text)')
    },
  }
  const [one, other] = await Promise.all([createTestDatabase(options), createTestDatabase(options)])
  expect(prepared).toBe(1)
  await run(one, `INSERT INTO orders VALUES ('#1001')`)
  expect(await run(one, 'SELECT name FROM orders')).toEqual([{ name: '#1001' }])
  expect(await run(other, 'SELECT name FROM orders')).toEqual([])
})

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
