import { GraphQLError, parse, validate, type DocumentNode } from 'graphql'
import { schema } from './schema/index.ts'

/** A query's text, parsed and checked against the schema. Without a document it did not parse. */
export interface ReadDocument {
  readonly document: DocumentNode | undefined
  readonly invalid: readonly GraphQLError[]
}

const remembered = new Map<string, ReadDocument>()
const mostRemembered = 500

/** Reads a query, or remembers having read it: clients send few texts, very often. */
export function readDocument(query: string): ReadDocument {
  const known = remembered.get(query)
  if (known !== undefined) return known
  const read = readAnew(query)
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(query, read)
  return read
}

function readAnew(query: string): ReadDocument {
  try {
    const document = parse(query)
    return { document, invalid: validate(schema, document) }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { document: undefined, invalid: [error] }
  }
}
