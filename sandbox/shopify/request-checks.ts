import { Kind, type OperationDefinitionNode } from 'graphql'
import { orderFields, parseSearch } from './search.ts'

interface Searched {
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
}

/** The length of the longest list in a value, at any depth. */
export function longestArray(value: unknown): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longestArray))
  if (typeof value !== 'object' || value === null) return 0
  return Math.max(0, ...Object.values(value).map(longestArray))
}

const measured = new WeakMap<OperationDefinitionNode, number>()

/** The same for the lists written out in a query; each is looked through once. */
export function longestArrayIn(operation: OperationDefinitionNode): number {
  const known = measured.get(operation)
  if (known !== undefined) return known
  let longest = 0
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('kind' in value && value.kind === Kind.LIST && 'values' in value) {
      if (Array.isArray(value.values)) longest = Math.max(longest, value.values.length)
    }
    for (const [key, child] of Object.entries(value)) if (key !== 'loc') look(child)
  }
  look(operation.selectionSet)
  measured.set(operation, longest)
  return longest
}

/** A filter that Shopify does not know is ignored, and only this block says so. */
export function searchWarnings({ operation, variables }: Searched): Record<string, unknown> {
  const search = operation.selectionSet.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return []
    if (selection.name.value !== 'orders' && selection.name.value !== 'ordersCount') return []
    const given = selection.arguments?.find(({ name }) => name.value === 'query')?.value
    const query = given?.kind === Kind.VARIABLE ? variables[given.name.value] : given
    const text = typeof query === 'string' ? query : given?.kind === Kind.STRING ? given.value : ''
    const { warnings } = parseSearch(text, orderFields)
    const path = [selection.alias?.value ?? selection.name.value]
    return warnings.length === 0 ? [] : [{ path, query: text, warnings }]
  })
  return search.length === 0 ? {} : { search }
}
