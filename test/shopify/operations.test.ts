import { readFileSync } from 'node:fs'
import { parse, validate, type GraphQLSchema } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPublishedSchema } from '../support/published-schema.ts'
import { loadOperations, SHOPIFY_FILES, SHOPIFY_FOLDER } from './all-operations.ts'

let published: GraphQLSchema

const operations = await loadOperations()

function problemsOf(document: string): string[] {
  return validate(published, parse(document)).map(({ message }) => message)
}

beforeAll(async () => {
  published = await loadPublishedSchema()
}, 120_000)

describe('every document that Waybill sends to Shopify', () => {
  test.each(operations)('%s is valid in 2026-10', (_name, { document }) => {
    expect(problemsOf(document)).toEqual([])
  })

  test.each(operations)('%s says truly what it is', (_name, { document, operation, effect }) => {
    const [definition] = parse(document).definitions
    if (definition?.kind !== 'OperationDefinition') throw new Error('not an operation')
    expect(definition.operation).toBe(effect === 'read' ? 'query' : 'mutation')
    const roots = definition.selectionSet.selections.map((selection) =>
      selection.kind === 'Field' ? selection.name.value : selection.kind,
    )
    expect(roots).toEqual([operation])
  })

  test('is exported, so that these tests see it', () => {
    const documents = SHOPIFY_FILES.flatMap((file) => {
      const source = readFileSync(new URL(file, SHOPIFY_FOLDER), 'utf8')
      return [...source.matchAll(/[`'"]\s*(?:query|mutation|subscription)\s+(\w+)/g)].map(
        ([, name]) => name,
      )
    })
    const seen = operations.map(
      ([, { document }]) => /(?:query|mutation)\s+(\w+)/.exec(document)?.[1],
    )
    expect(new Set(documents)).toEqual(new Set(seen))
    expect(documents).toHaveLength(new Set(seen).size)
  })
})

test('a document with a misspelt field is found out', () => {
  expect(problemsOf('query Order($id: ID!) { order(id: $id) { legacyRessourceId } }')).toEqual([
    expect.stringContaining('legacyRessourceId'),
  ])
})
