import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLedger } from '../../ledger/index.ts'
import { runFlow } from './flow.ts'
import { knownItems } from './goods.ts'
import type { BenchOptions, Phase } from './options.ts'
import { describeProfiles } from './profile.ts'
import type { BenchTools } from './run-bench.ts'
import { describeFlow, type FlowSummary, summarizeFlow } from './report.ts'
import { profileFolder, type Site, startSite } from './site.ts'
import { describeStory, measureStory, type Story } from './story.ts'
import { createTwinsDesk } from './twins-desk.ts'
import { describeWaiting, measureWaiting, type Waiting } from './waiting.ts'

/** What the phases that were run have shown. */
export interface Findings {
  burst?: FlowSummary
  standard?: FlowSummary
  latency?: FlowSummary
  waiting?: Waiting
  story?: Story
}

export type Bench = BenchOptions & BenchTools

/** Runs the phases one after another, each on processes of its own that know of nothing before. */
export async function runPhases(bench: Bench): Promise<Findings> {
  const findings: Findings = {}
  for (const phase of bench.phases) {
    bench.say(`\n${titles[phase]}`)
    await runners[phase](bench, findings)
  }
  return findings
}

const titles: Readonly<Record<Phase, string>> = {
  burst: 'Burst: a flash sale on a Plus plan',
  standard: 'Standard: a burst on a Standard plan',
  latency: 'Latency: orders that come evenly',
  waiting: 'Waiting: thousands of open orders',
}

const runners: Readonly<Record<Phase, (bench: Bench, findings: Findings) => Promise<void>>> = {
  burst: async (bench, findings) => {
    await onSite(bench, 'burst', 'plus', async (site) => {
      const flow = await runFlow(site, { ...bench, ordersPerSecond: burstPerSecond })
      findings.burst = summarizeFlow('plus', flow)
      bench.say(describeFlow(findings.burst))
      findings.story = await measureStory(site, flow.orderIds)
      bench.say(describeStory(findings.story))
      return findings.burst
    })
  },
  standard: async (bench, findings) => {
    await onSite(bench, 'standard', 'standard each', async (site) => {
      const orders = bench.standardOrders
      const flow = await runFlow(site, { ...bench, orders, ordersPerSecond: burstPerSecond })
      findings.standard = summarizeFlow('standard', flow)
      bench.say(describeFlow(findings.standard))
      return findings.standard
    })
  },
  latency: async (bench, findings) => {
    await onSite(bench, 'latency', 'plus', async (site) => {
      const orders = bench.ordersPerSecond * bench.latencySeconds
      await createLedger(site.database).links.rememberItems(knownItems)
      const flow = await runFlow(site, { ...bench, orders })
      findings.latency = summarizeFlow('plus', flow)
      bench.say(describeFlow(findings.latency))
      return findings.latency
    })
  },
  waiting: async (bench, findings) => {
    await onSite(bench, 'waiting', 'standard', async (site) => {
      findings.waiting = await measureWaiting(site, bench)
      bench.say(describeWaiting(findings.waiting))
      return { orders: findings.waiting.openOrders }
    })
  },
}

const twinsProgram = fileURLToPath(new URL('twins-program.ts', import.meta.url))

/** 4,500 orders come within a minute. */
const burstPerSecond = 75

async function onSite(
  bench: Bench,
  phase: Phase,
  pricing: 'standard' | 'standard each' | 'plus',
  measure: (site: Site) => Promise<{ readonly orders: number }>,
): Promise<void> {
  const { share, settings, profile, say } = bench
  const folder = join(bench.folder, phase)
  const plan = pricing === 'plus' ? 'plus' : 'standard'
  // Whether each order that one query reads is charged is not in Shopify's documents.
  const chargesEachNode = pricing === 'standard each'
  const twins = { program: twinsProgram, setup: { chargesEachNode }, createDesk: createTwinsDesk }
  const site = await startSite({ folder, plan, twins, share, settings, profile, say })
  bench.onStarted(site)
  let orders: number
  try {
    ;({ orders } = await measure(site))
  } finally {
    await site.stop()
  }
  // Node writes them when the processes end.
  if (!profile) return
  for (const name of ['worker', 'twins']) {
    say(
      describeProfiles(name, { folder: profileFolder(folder, name), what: 'order', count: orders }),
    )
  }
}
