import { z } from 'zod'

/**
 * What a twin does wrong, and when relative to the commit of the operation:
 * - `unavailable`: answers `status` (503 unless told) and commits nothing
 * - `throttled`: answers as the vendor throttles, and commits nothing
 * - `unauthorized`: answers as the vendor refuses a dead token, and commits nothing
 * - `reset`: cuts the connection and commits nothing
 * - `replyLost`: commits, then cuts the connection
 * - `lateCommit`: cuts the connection, and commits `delayMs` later
 * - `slow`: commits at once and answers `delayMs` later
 * - `malformed`: commits, then answers half a JSON document
 * - `failedInside`: answers `status` and commits nothing, as `unavailable` does, but began: an
 *   idempotency key of the call is spent
 */
export const FaultKindSchema = z.enum([
  'unavailable',
  'throttled',
  'unauthorized',
  'reset',
  'replyLost',
  'lateCommit',
  'slow',
  'malformed',
  'failedInside',
])

export const FaultRuleSchema = z.object({
  /** The vendor operation, for instance `CreateOrders` or `fulfillmentCreate`; `*` is any. */
  operation: z.string(),
  kind: FaultKindSchema,
  /**
   * Strikes only calls that name this: an id, a reference, a SKU. An order's parts (its Linnworks
   * orders, fulfilment orders, fulfilments) name it too.
   */
  about: z.string().optional(),
  /** Strikes only calls whose caller, by what it says of itself, begins with this. */
  caller: z.string().default(''),
  /** How many calls it strikes before it is used up. */
  times: z.number().int().positive().default(1),
  /** How many matching calls pass unharmed first. */
  skip: z.number().int().nonnegative().default(0),
  /** The share of matching calls that it strikes, 0 to 1. */
  probability: z.number().min(0).max(1).default(1),
  delayMs: z.number().nonnegative().default(1000),
  status: z.number().int().default(503),
  /** What `unavailable` answers with its status, instead of nothing: for instance a refusal. */
  body: z.string().optional(),
})

export type FaultRule = z.infer<typeof FaultRuleSchema>

/** Told of a strike before the vendor misbehaves: the call waits for it. */
export type FaultWitness = () => Promise<void>

export type StrikingFault = FaultRule & { readonly witness?: FaultWitness }

/** The scripted faults of one twin, and the count of those that struck, by operation and kind. */
export interface FaultScript {
  /** Answers how to take the rule back. */
  add(rule: z.input<typeof FaultRuleSchema>, witness?: FaultWitness): () => void
  clear(): void
  /**
   * The fault that strikes this call, if one does. It is used up by asking. `describe` says all
   * that the call names; without it no rule `about` something strikes. `caller` is who calls.
   */
  strike(operation: string, describe?: () => string, caller?: string): StrikingFault | undefined
  readonly struck: Readonly<Record<string, number>>
}

export function createFaultScript(random: () => number = Math.random): FaultScript {
  let rules: StrikingFault[] = []
  const struck: Record<string, number> = {}
  return {
    add: (rule, witness) => {
      const added = {
        ...FaultRuleSchema.parse(rule),
        ...(witness === undefined ? {} : { witness }),
      }
      rules.push(added)
      return () => {
        rules = rules.filter((each) => each !== added)
      }
    },
    clear: () => {
      rules = []
    },
    strike: (operation, describe = () => '', caller = '') => {
      for (const rule of rules) {
        if (rule.times === 0) continue
        if (rule.operation !== '*' && rule.operation !== operation) continue
        if (rule.about !== undefined && !describe().includes(rule.about)) continue
        if (!caller.startsWith(rule.caller)) continue
        if (rule.skip > 0) {
          rule.skip -= 1
          continue
        }
        if (random() >= rule.probability) continue
        rule.times -= 1
        const key = `${operation}:${rule.kind}`
        struck[key] = (struck[key] ?? 0) + 1
        return rule
      }
      return undefined
    },
    struck,
  }
}
