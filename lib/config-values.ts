import { z } from 'zod'

/**
 * The kinds of value a configuration is made of. Each error says what was expected, as the end of
 * a sentence, and nothing of what was found.
 */
export const DAY_SECONDS = 24 * 60 * 60

/** A section with these keys and no other; one that is misspelt is told the nearest. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => suggest(key, known)).join('\n')
        : `a section with ${known.join(', ')}`,
  })
}

export function text(expected: string, form = /./) {
  return z.string({ error: expected }).regex(form, { error: expected })
}

export const secret = text('text, ${VARIABLE}, or { file: PATH }')

export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `one of ${words.join(', ')}` })
}

/** Variables are text, so `true` and `4000` may come as such. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'true or false' }),
)

export function whole(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`
  return z.preprocess(toNumber, z.int({ error }).min(min, { error }).max(max, { error }))
}

export const port = whole(0, 65_535)

const share = { error: 'a number above 0 and up to 1' }
export const fraction = z.preprocess(toNumber, z.number(share).positive(share).max(1, share))

/** UUIDs, whose hyphens some of Linnworks' pages leave out. */
export const guid = text(
  'a UUID, as Linnworks shows it',
  /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i,
)

const address = {
  error: 'an https address (http is for this machine only: localhost, 127.0.0.1)',
}
export const webAddress = z.union(
  [
    z.url({ protocol: /^https$/, ...address }),
    z.url({ protocol: /^http$/, hostname: /^(localhost|127(\.\d+){3}|\[::1\])$/, ...address }),
  ],
  address,
)

export const hostname = text(
  'a host name, for instance aurora.myshopify.com',
  /^[a-z\d-]+(\.[a-z\d-]+)+$/i,
).transform((name) => name.toLowerCase())

/** Ids are digits. YAML takes them for numbers where they are not in quotes. */
export const ids = z.array(
  z.preprocess(
    (value) => (Number.isSafeInteger(value) ? String(value) : value),
    text("the digits of a location's id", /^\d+$/),
  ),
  { error: "a list of locations' ids" },
)

/** A day or a moment, turned into the form that Shopify writes: `2026-11-23T00:00:00Z`. */
export const moment = text(
  'a day or a moment in UTC: 2026-11-23, or 2026-11-23T09:30:00Z',
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/,
)
  .refine((value) => !Number.isNaN(Date.parse(value)), {
    error: 'is not valid. Expected a day or a moment that exists',
  })
  .transform((value) => new Date(value).toISOString().replace('.000Z', 'Z'))

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

function suggest(key: string, known: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '')
  const [nearest] = known
    .map((name) => ({ name, distance: editDistance(plain(key), plain(name)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const close = nearest !== undefined && nearest.distance <= Math.max(2, nearest.name.length / 3)
  return close
    ? `is not a known key. Did you mean ${nearest.name}?`
    : `is not a known key. Expected ${known.join(', ')}`
}

/** How many letters must be added, dropped or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(to).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
