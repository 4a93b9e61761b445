import { onTestFinished, expect, test } from 'vitest'
import { promoteWorkers } from '../../client/promote.ts'
import { connectTemporal } from '../../client/temporal.ts'
import { createTestNamespace, temporalAddress } from '../support/servers.ts'

test('A build whose workers do not ask for work is not made the current one', async () => {
  const temporal = { address: temporalAddress(), namespace: await createTestNamespace() }
  const client = await connectTemporal({ temporal }, 'waybill-promote')
  onTestFinished(() => client.connection.close())
  const deployment = { name: 'waybill', buildId: 'never' }
  await expect(promoteWorkers(client, deployment, { seenWithinMs: 300 })).rejects.toThrow(
    /^No worker of build "never" of "waybill" asks for work on orders, shopify, linnworks\. Start one/,
  )
})
