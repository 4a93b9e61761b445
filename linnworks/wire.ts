import { z } from 'zod'

/** A text that is null, absent or blank is undefined. */
export const textOrUndefined = z
  .string()
  .nullish()
  .transform((text) => (text === null || text?.trim() === '' ? undefined : text))

/** Null and absent are false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

/**
 * A time in ISO 8601, UTC: the vendor leaves the zone out now and then, and writes the year 1 for
 * "never" (observed on live accounts).
 */
export const timeOrUndefined = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined || text.startsWith('0001-')) return undefined
    const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`
    const timeMs = Date.parse(zoned)
    if (!Number.isNaN(timeMs)) return new Date(timeMs).toISOString()
    context.addIssue('not a time')
    return z.NEVER
  })

export const NO_ID = '00000000-0000-0000-0000-000000000000'
