import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type HealthChecks, startHealthServer } from '../../lib/health-server.ts'
import { PortError } from '../../lib/listen.ts'
import { createMetrics, type Metrics } from '../../lib/metrics.ts'

async function start(checks: HealthChecks, metrics: Metrics = createMetrics()): Promise<string> {
  const place = { host: '127.0.0.1', port: 0, portKey: 'worker.metricsPort' }
  const server = await startHealthServer({ ...place, checks, metrics })
  onTestFinished(() => server.close())
  return server.url
}

async function readMetrics(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  return answer.text()
}

const up = () => Promise.resolve()

test('a process is ready when all that it needs is up', async () => {
  const url = await start({ ledger: up, temporal: up })
  const answer = await fetch(`${url}/readyz`)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ ledger: 'ok', temporal: 'ok' })
})

test('it tells which dependency is down and why, and that it is alive itself', async () => {
  const url = await start({
    ledger: () => Promise.reject(new Error('PostgreSQL refused the password.\nDetails')),
    temporal: up,
  })
  const answer = await fetch(`${url}/readyz`)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({
    ledger: 'down: PostgreSQL refused the password.',
    temporal: 'ok',
  })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('a dependency that hangs is down', async () => {
  const { promise: never } = Promise.withResolvers<void>()
  const url = await start({ ledger: up, temporal: () => never })
  const answer = await fetch(`${url}/readyz`)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ ledger: 'ok', temporal: 'down: no answer within 2000 ms' })
})

test('a taken port is an error that names the key to change', async () => {
  const other = net.createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const taken = other.address()
  if (taken === null || typeof taken === 'string') throw new Error('unreachable')
  const place = { host: '127.0.0.1', port: taken.port, portKey: 'worker.metricsPort' }
  const server = startHealthServer({ ...place, checks: {}, metrics: createMetrics() })
  await expect(server).rejects.toThrow(PortError)
  await expect(server).rejects.toThrow(
    `Another program listens on port ${taken.port} of 127.0.0.1. Stop it, or change worker.metricsPort.`,
  )
})

test('the figures are Prometheus’, with base units and without orders', async () => {
  const metrics = createMetrics()
  const call = { vendor: 'linnworks', operation: 'CreateOrders' } as const
  metrics.vendorCalled({ ...call, outcome: 'ok', seconds: 0.2 })
  metrics.vendorCalled({ ...call, outcome: 'throttled', seconds: 0.1 })
  metrics.budgetWaited({ ...call, seconds: 1.5 })
  metrics.observeOrders(() => Promise.resolve([{ shop: 'aurora', stage: 'held', count: 3 }]))
  const text = await readMetrics(await start({}, metrics))
  const labels = 'vendor="linnworks",operation="CreateOrders"'
  for (const line of [
    `waybill_vendor_calls_total{${labels},outcome="ok"} 1`,
    `waybill_vendor_calls_total{${labels},outcome="throttled"} 1`,
    `waybill_vendor_call_seconds_count{${labels}} 2`,
    `waybill_budget_wait_seconds_sum{${labels}} 1.5`,
    'waybill_orders{shop="aurora",stage="held"} 3',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('a figure that cannot be had is absent, and back when it can', async () => {
  const metrics = createMetrics()
  let waiting: () => Promise<number> = () => Promise.resolve(7)
  metrics.observeInbox(() => waiting())
  const url = await start({}, metrics)
  expect(await readMetrics(url)).toContain('\nwaybill_inbox_waiting 7\n')
  waiting = () => Promise.reject(new Error('the ledger is down'))
  const without = await readMetrics(url)
  expect(without).not.toMatch(/^waybill_inbox_waiting/m)
  expect(without).toContain('process_cpu')
  waiting = () => Promise.resolve(0)
  expect(await readMetrics(url)).toContain('\nwaybill_inbox_waiting 0\n')
})
