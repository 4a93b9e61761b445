import {
  isCompositeType,
  Kind,
  valueFromASTUntyped,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { z } from 'zod'
import { fieldsOf, typeOf, type Field } from './selections.ts'

export interface CostInput {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly variables: Readonly<Record<string, unknown>>
  /** Whether `nodes` is charged for each of its ids: it is not known of more than a few. */
  readonly chargesEachNode: boolean
  /** Whether `inventorySetQuantities` is charged a point for each entry after the first. */
  readonly chargesEachEntry: boolean
}

const EntriesSchema = z.object({ quantities: z.array(z.unknown()) })

const mutationBase = 10
const countCost = 10
const connectionBase = 2
/** Parts of a value or of a list that cost nothing by themselves, as the recorded costs show. */
const free = new Set(['MoneyV2', 'PageInfo', 'UserError'])

/**
 * What a query is charged before it runs. The rules are fitted to costs observed on live stores:
 * a scalar is 0, an object or plain list 1, a mutation 10 with the objects of its payload free, a
 * count 10, and a connection 2 plus its node's cost times `2 ln(page size)`, rounded down. A list,
 * that of `nodes` included, is charged as its dearest member, however long it is.
 */
export function requestedCost(input: CostInput): number {
  return costOfOperation(input, undefined)
}

/**
 * The same rules over what was returned: nulls cost nothing, pages count their nodes, and of `nodes`
 * each further one costs 1 (observed on live stores: four for 18 where one of them is 15).
 */
export function actualCost(input: CostInput, data: unknown): number {
  return costOfOperation(input, { data })
}

interface Returned {
  readonly data: unknown
}

function costOfOperation(input: CostInput, returned: Returned | undefined): number {
  const { schema, operation } = input
  const mutation = operation.operation === 'mutation'
  const root = mutation ? schema.getMutationType() : schema.getQueryType()
  if (root == null) return 0
  let total = 0
  for (const field of fieldsOf(input, [operation.selectionSet], root)) {
    const type = typeOf(field)
    if (type === undefined) continue
    const part = partOf(returned, field.key)
    if (!mutation) {
      const cost = costOfField(input, field, type, part) * timesCharged(input, field)
      total += Math.max(returned === undefined ? 0 : 1, cost) + furtherNodes(field, part)
      continue
    }
    total += mutationBase + furtherEntries(input, field)
    for (const child of fieldsOf(input, field.selections, type)) {
      const childType = typeOf(child)
      if (childType === undefined || isNull(partOf(part, child.key))) continue
      total += isConnection(childType)
        ? costOfField(input, child, childType, partOf(part, child.key))
        : costOfChildren(input, child, childType, partOf(part, child.key))
    }
  }
  return total
}

function costOfField(
  input: CostInput,
  field: Field,
  type: GraphQLNamedType,
  part: Returned | undefined,
): number {
  if (!isCompositeType(type) || isNull(part)) return 0
  if (type.name === 'Count') return countCost
  if (type.name === 'MoneyBag') {
    const sides = fieldsOf(input, field.selections, type).length
    return sides > 1 ? 2 : 0
  }
  if (free.has(type.name) || type.name.endsWith('UserError')) return 0
  if (isConnection(type)) return costOfConnection(input, field, type, part)
  return 1 + costOfChildren(input, field, type, part)
}

/** The fields of an object; of a list, those of its dearest member. */
function costOfChildren(
  input: CostInput,
  field: Field,
  type: GraphQLNamedType,
  part: Returned | undefined,
): number {
  const members = membersOf(part)
  return Math.max(
    0,
    ...members.map((member) =>
      fieldsOf(input, field.selections, type).reduce((sum, child) => {
        const childType = typeOf(child)
        if (childType === undefined) return sum
        return sum + costOfField(input, child, childType, partOf(member, child.key))
      }, 0),
    ),
  )
}

function costOfConnection(
  input: CostInput,
  field: Field,
  type: GraphQLNamedType,
  part: Returned | undefined,
): number {
  let perNode = 0
  let returnedNodes = 0
  for (const child of fieldsOf(input, field.selections, type)) {
    const childType = typeOf(child)
    if (childType === undefined || (child.name !== 'nodes' && child.name !== 'edges')) continue
    const list = partOf(part, child.key)
    if (Array.isArray(list?.data)) returnedNodes = Math.max(returnedNodes, list.data.length)
    const cost =
      child.name === 'nodes'
        ? costOfField(input, child, childType, list)
        : costOfChildren(input, child, childType, list)
    perNode = Math.max(perNode, cost)
  }
  const size = part === undefined ? pageSizeOf(input, field.node) : returnedNodes
  return connectionBase + pageFactor(size) * perNode
}

function pageFactor(size: number): number {
  return size < 1 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)))
}

function pageSizeOf({ variables, operation }: CostInput, node: FieldNode): number {
  for (const { name, value } of node.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last') continue
    if (value.kind === Kind.INT) return Number(value.value)
    if (value.kind !== Kind.VARIABLE) continue
    const given = variables[value.name.value]
    if (typeof given === 'number') return given
    const definition = operation.variableDefinitions?.find(
      ({ variable }) => variable.name.value === value.name.value,
    )
    if (definition?.defaultValue?.kind === Kind.INT) return Number(definition.defaultValue.value)
  }
  return 1
}

function furtherNodes({ name }: Field, part: Returned | undefined): number {
  if (name !== 'nodes' || part === undefined || !Array.isArray(part.data)) return 0
  return Math.max(0, part.data.filter((node) => node !== null).length - 1)
}

function timesCharged({ chargesEachNode, variables }: CostInput, { name, node }: Field): number {
  if (!chargesEachNode || name !== 'nodes') return 1
  const ids = node.arguments?.find((each) => each.name.value === 'ids')?.value
  if (ids?.kind === Kind.LIST) return ids.values.length
  const given = ids?.kind === Kind.VARIABLE ? variables[ids.name.value] : undefined
  return Array.isArray(given) ? given.length : 1
}

function furtherEntries({ chargesEachEntry, variables }: CostInput, { name, node }: Field): number {
  if (!chargesEachEntry || name !== 'inventorySetQuantities') return 0
  const given = node.arguments?.find((each) => each.name.value === 'input')?.value
  const input: unknown = given && valueFromASTUntyped(given, variables)
  const entries = EntriesSchema.safeParse(input).data?.quantities.length ?? 1
  return Math.max(0, entries - 1)
}

function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith('Connection')
}

function isNull(part: Returned | undefined): boolean {
  return part !== undefined && part.data == null
}

function partOf(part: Returned | undefined, key: string): Returned | undefined {
  if (part === undefined) return undefined
  const value = part.data
  if (typeof value !== 'object' || value === null) return { data: null }
  const member: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : null
  return { data: member ?? null }
}

function membersOf(part: Returned | undefined): (Returned | undefined)[] {
  if (part === undefined || !Array.isArray(part.data)) return [part]
  return part.data.map((data: unknown) => ({ data }))
}
