import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../linnworks/', import.meta.url))

/** The exported wire schemas of a source text, and whether each names the operation it follows. */
function schemasIn(source: string): { readonly name: string; readonly named: boolean }[] {
  const declarations = source.matchAll(
    /(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export const (Wire\w+Schema)\b/g,
  )
  return [...declarations].map(([, comment = '', name = '']) => ({
    name,
    named: /\b[A-Z]\w+\/[A-Z]\w+\b/.test(comment),
  }))
}

test('every schema of a Linnworks answer names the operation that it follows', () => {
  const schemas = readdirSync(folder).flatMap((file) =>
    schemasIn(readFileSync(`${folder}${file}`, 'utf8')),
  )
  expect(schemas.length).toBeGreaterThanOrEqual(10)
  expect(schemas.filter(({ named }) => !named)).toEqual([])
})

test('a schema that names none is found', () => {
  const source = '/** What comes back. */\nexport const WireThingSchema = z.object({})\n'
  expect(schemasIn(source)).toEqual([{ name: 'WireThingSchema', named: false }])
})
