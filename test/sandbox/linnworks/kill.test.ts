import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { apiOf, authoriseAt, orderOf, setupOf, startTwin } from './support.ts'

const INDEX = new URL('../../../sandbox/linnworks/index.ts', import.meta.url).href

/** Starts the twin in a process of its own, which can be killed. */
async function startChild(statePath: string) {
  const options = JSON.stringify({ port: 0, statePath, setup: setupOf() })
  const program = `import { startLinnworksTwin } from ${JSON.stringify(INDEX)}
    console.log((await startLinnworksTwin(${options})).url)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface(child.stdout), 'line')
  return { child, url: String(url) }
}

test('what was answered before a kill is still so after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'linnworks-kill-'))
  const statePath = join(folder, 'linnworks.sqlite')
  try {
    const { child, url } = await startChild(statePath)
    const api = await authoriseAt(url)
    const ids = await api.create([orderOf(), orderOf({ ReferenceNumber: '5513' })])
    await api.post('Orders/ProcessOrder', { orderId: ids[0] })
    child.kill('SIGKILL')
    await once(child, 'exit')

    const twin = await startTwin({ statePath })
    const again = apiOf(`http://localhost:${twin.port}`, api.token)
    const orders = await Promise.all(ids.map((id) => again.read(id)))
    expect(orders.map((order) => order.Processed)).toEqual([true, false])
    expect(await again.create([orderOf()])).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
