import type { z } from 'zod'
import { redactTexts } from './answer.ts'
import type { WireUserErrorsSchema } from './wire.ts'

/** Shopify's no, in its words without the texts that we sent. */
export interface Refused {
  readonly outcome: 'refused'
  readonly message: string
}

/** Shopify's reasons in one sentence. */
export function refusedBy(
  userErrors: z.infer<typeof WireUserErrorsSchema>,
  variables: Readonly<Record<string, unknown>>,
): Refused {
  const reasons = userErrors.map(({ message }) => redactTexts(message, variables))
  return { outcome: 'refused', message: reasons.join(' ') }
}
