import type { FlowSummary } from './report.ts'
import type { Waiting } from './waiting.ts'

type Judged = {
  readonly [Phase in 'burst' | 'standard' | 'latency']?: Pick<
    FlowSummary,
    'lost' | 'duplicates' | 'throttled'
  >
} & {
  readonly waiting?: {
    readonly restart: Pick<Waiting['restart'], 'touched' | 'lookedAt'>
    readonly postBack: Pick<Waiting['postBack'], 'dispatches' | 'tellings' | 'throttled'>
  }
}

/** What was seen in a bench and never may be, a sentence each. However fast it was, it failed. */
export function listWrongs(findings: Judged): readonly string[] {
  const { burst, standard, latency, waiting } = findings
  const flows = Object.entries({ burst, standard, latency }).flatMap(([phase, flow]) => {
    if (flow === undefined) return []
    const { lost, duplicates, throttled } = flow
    return [
      ...tell(lost, `${phase}: ${lost} orders are not in Linnworks.`),
      ...tell(duplicates, `${phase}: ${duplicates} orders stand twice in Linnworks.`),
      ...tell(throttled, `${phase}: a vendor refused ${throttled} calls for their rate.`),
    ]
  })
  if (waiting === undefined) return flows
  const { restart, postBack } = waiting
  const { dispatches, tellings, throttled } = postBack
  return [
    ...flows,
    ...tell(
      restart.touched,
      `waiting: a restart made ${restart.touched} of ${restart.lookedAt} histories grow.`,
    ),
    ...tell(
      tellings - dispatches,
      `waiting: of ${dispatches} parcels Shopify was told ${tellings} times.`,
    ),
    ...tell(throttled, `waiting: a vendor refused ${throttled} calls for their rate.`),
  ]
}

function tell(count: number, sentence: string): readonly string[] {
  return count === 0 ? [] : [sentence]
}
