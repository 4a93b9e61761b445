import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLSchema,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../../sandbox/shopify/schema/index.ts'
import { loadPublishedSchema } from '../../support/published-schema.ts'

/** What a schema has that the published one has not, or has with another type. */
function differences(subset: GraphQLSchema, published: GraphQLSchema): string[] {
  const found: string[] = []
  for (const [name, type] of Object.entries(subset.getTypeMap())) {
    if (name.startsWith('__')) continue
    const other = published.getType(name)
    if (other === undefined) found.push(`type ${name}`)
    else if (isEnumType(type) && isEnumType(other)) {
      const values = new Set(other.getValues().map((value) => value.name))
      for (const value of type.getValues())
        if (!values.has(value.name)) found.push(`${name}.${value.name}`)
    } else if (isInputObjectType(type) && isInputObjectType(other)) {
      compareFields(name, type.getFields(), other.getFields(), found)
      for (const field of Object.values(other.getFields())) {
        const required = String(field.type).endsWith('!') && field.defaultValue === undefined
        if (required && !(field.name in type.getFields()))
          found.push(`missing ${name}.${field.name}`)
      }
    } else if (
      (isObjectType(type) || isInterfaceType(type)) &&
      (isObjectType(other) || isInterfaceType(other))
    ) {
      compareFields(name, type.getFields(), other.getFields(), found)
    } else if (type.constructor !== other.constructor) found.push(`kind of ${name}`)
  }
  return found
}

interface ComparedField {
  readonly name: string
  readonly type: unknown
  readonly defaultValue?: unknown
  readonly args?: readonly GraphQLArgument[]
}

function compareFields(
  name: string,
  mine: Readonly<Record<string, ComparedField>>,
  theirs: Readonly<Record<string, ComparedField>>,
  found: string[],
): void {
  for (const field of Object.values(mine)) {
    const other = theirs[field.name]
    const where = `${name}.${field.name}`
    if (other === undefined) {
      found.push(where)
      continue
    }
    if (String(field.type) !== String(other.type)) found.push(`${where}: ${String(other.type)}`)
    if (JSON.stringify(field.defaultValue) !== JSON.stringify(other.defaultValue)) {
      found.push(`default of ${where}`)
    }
    for (const argument of field.args ?? []) {
      const same = other.args?.find((each) => each.name === argument.name)
      const equal =
        same !== undefined &&
        String(same.type) === String(argument.type) &&
        JSON.stringify(same.defaultValue) === JSON.stringify(argument.defaultValue)
      if (!equal) found.push(`${where}(${argument.name})`)
    }
  }
}

describe('the schema that the twin serves', () => {
  test('has only what Shopify publishes for 2026-10, with the same types and defaults', async () => {
    expect(differences(schema, await loadPublishedSchema())).toEqual([])
  })

  test('would be caught with a field, an argument or a type that Shopify does not have', async () => {
    const wrong = buildSchema(`
      type Query { none: Int }
      type Order { id: ID! courage: Int tags: [String]! lineItems(first: String): LineItemConnection! }
      type LineItemConnection { nodes: [LineItem!]! }
      type LineItem { id: ID! }
      enum OrderCancelReason { BOREDOM }
      type Parcel { id: ID! }
    `)
    expect(differences(wrong, await loadPublishedSchema())).toEqual([
      'type Query',
      'Order.courage',
      'Order.tags: [String!]!',
      'Order.lineItems(first)',
      'OrderCancelReason.BOREDOM',
      'type Parcel',
    ])
  })
})
