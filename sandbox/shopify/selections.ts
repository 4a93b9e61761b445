import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'

/** A field that a query selects: once per response key, however often it is written. */
export interface Field {
  readonly key: string
  readonly name: string
  /** The type that the field is selected on: inside a fragment, the fragment's. */
  readonly on: GraphQLNamedType
  readonly node: FieldNode
  readonly selections: readonly SelectionSetNode[]
}

interface Definitions {
  readonly schema: GraphQLSchema
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
}

const opened = new WeakMap<object, Map<GraphQLNamedType, readonly Field[]>>()

/**
 * The fields of selection sets on a type, with fragments opened and equal keys merged. Documents are
 * kept and asked again and again, so that what was worked out once is remembered beside them.
 */
export function fieldsOf(
  input: Definitions,
  sets: readonly SelectionSetNode[],
  type: GraphQLNamedType,
): readonly Field[] {
  const [only = sets] = sets.length === 1 ? sets : []
  const known = opened.get(only) ?? new Map<GraphQLNamedType, readonly Field[]>()
  opened.set(only, known)
  const fields = known.get(type) ?? collectFields(input, sets, type)
  known.set(type, fields)
  return fields
}

function collectFields(
  input: Definitions,
  sets: readonly SelectionSetNode[],
  type: GraphQLNamedType,
): Field[] {
  const fields = new Map<string, Field & { readonly selections: SelectionSetNode[] }>()
  const collect = (set: SelectionSetNode, on: GraphQLNamedType): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const { value: name } = selection.name
        const known = fields.get(key) ?? { key, name, on, node: selection, selections: [] }
        if (selection.selectionSet !== undefined) known.selections.push(selection.selectionSet)
        fields.set(key, known)
        continue
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? input.fragments[selection.name.value] : selection
      if (fragment === undefined) continue
      const condition = fragment.typeCondition?.name.value
      const narrowed = condition === undefined ? undefined : input.schema.getType(condition)
      collect(fragment.selectionSet, narrowed ?? on)
    }
  }
  for (const set of sets) collect(set, type)
  return [...fields.values()]
}

/** The type of a field's value, lists and non-null taken off. */
export function typeOf({ on, name }: Field): GraphQLNamedType | undefined {
  if (!isObjectType(on) && !isInterfaceType(on)) return undefined
  const field = on.getFields()[name]
  return field === undefined ? undefined : getNamedType(field.type)
}
