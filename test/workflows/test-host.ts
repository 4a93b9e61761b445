import { afterAll, beforeAll } from 'vitest'
import { searchAttributes } from '../../workflows/contract.ts'
import { endFormerRuntime } from '../support/runtime.ts'
import { createTestNamespace, temporalAddress, workflowBundle } from '../support/servers.ts'
import { type Host, startHost } from './host.ts'

/** A host for all tests of the file that calls it, in a namespace of its own. */
export function hostForThisFile(): () => Host {
  let host: Host | undefined
  beforeAll(async () => {
    await endFormerRuntime()
    host = await startHost({
      address: temporalAddress(),
      namespace: await createTestNamespace(Object.values(searchAttributes)),
      workflowBundle: workflowBundle(),
    })
  })
  afterAll(async () => {
    await host?.close()
  })
  return () => {
    if (host === undefined) throw new Error('the host starts before the first test')
    return host
  }
}
