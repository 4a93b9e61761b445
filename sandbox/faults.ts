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
])

export const FaultRuleSchema = z.object({
  /** The vendor operation, for instance `CreateOrders` or `fulfillmentCreate`; `*` is any. */
  operation: z.string(),
  kind: FaultKindSchema,
  /** How many calls it strikes before it is used up. */
  times: z.number().int().positive().default(1),
  /** How many matching calls pass unharmed first. */
  skip: z.number().int().nonnegative().default(0),
  /** The share of matching calls that it strikes, 0 to 1. */
  probability: z.number().min(0).max(1).default(1),
  delayMs: z.number().nonnegative().default(1000),
  status: z.number().int().default(503),
})

export type FaultRule = z.infer<typeof FaultRuleSchema>

/** The scripted faults of one twin, and the count of those that struck, by operation and kind. */
export interface FaultScript {
  add(rule: z.input<typeof FaultRuleSchema>): void
  clear(): void
  /** The fault that strikes this call, if one does. It is used up by asking. */
  strike(operation: string): FaultRule | undefined
  readonly struck: Readonly<Record<string, number>>
}

export function createFaultScript(random: () => number = Math.random): FaultScript {
  let rules: FaultRule[] = []
  const struck: Record<string, number> = {}
  return {
    add: (rule) => {
      rules.push(FaultRuleSchema.parse(rule))
    },
    clear: () => {
      rules = []
    },
    strike: (operation) => {
      for (const rule of rules) {
        if (rule.times === 0) continue
        if (rule.operation !== '*' && rule.operation !== operation) continue
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
