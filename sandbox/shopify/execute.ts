import {
  defaultFieldResolver,
  execute,
  getOperationAST,
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLFieldResolver,
  type OperationDefinitionNode,
} from 'graphql'
import { checkAccess } from './access.ts'
import { readDocument } from './documents.ts'
import { actualCost, requestedCost, type CostInput } from './cost.ts'
import { keysIn } from './idempotency.ts'
import {
  maximumInputSize,
  maximumQueryCost,
  printBadVariable,
  printError,
  printInvalid,
  throttled,
  tooExpensive,
  tooLarge,
  type PrintedError,
} from './refusals.ts'
import { schema } from './schema/index.ts'
import { longestArray, longestArrayIn, searchWarnings } from './request-checks.ts'
import type { ShopSetup } from './setup.ts'
import type { Bucket } from './throttle.ts'
import type { CallContext, World } from './world.ts'

export interface GraphqlRequest {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
  readonly operationName?: string | null | undefined
}

export interface GraphqlAnswer {
  readonly data?: unknown
  readonly errors?: readonly PrintedError[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** What calls of one shop have cost so far. */
export interface ShopCounts {
  readonly calls: Record<string, number>
  throttled: number
  pointsRequested: number
  pointsActual: number
}

/** A request that was understood: which root fields it names, and how to run it. */
export interface PreparedCall {
  readonly rootFields: readonly string[]
  readonly answer: GraphqlAnswer | undefined
  run(): GraphqlAnswer
  /** The idempotency keys that it bears. */
  readonly keys: readonly string[]
  /** The answer of a shop without points left, whether or not it has some. */
  throttle(): GraphqlAnswer
}

export interface CallSurroundings {
  readonly world: World
  readonly setup: ShopSetup
  readonly bucket: Bucket
  readonly counts: ShopCounts
  readonly rootValue: unknown
}

/**
 * Parses and checks a request. Running it takes the requested points, executes all of it as one
 * transaction, and gives back what it did not use.
 */
export function prepareCall(request: GraphqlRequest, around: CallSurroundings): PreparedCall {
  const { document, invalid } = readDocument(request.query)
  if (document === undefined) return refusedCall([], { errors: invalid.map(printInvalid) })
  const operation = getOperationAST(document, request.operationName)
  if (operation == null) {
    const message = 'An operation name is required'
    return refusedCall([], { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] })
  }
  const rootFields = rootFieldNames(operation)
  if (invalid.length > 0) return refusedCall(rootFields, { errors: invalid.map(printInvalid) })
  const size = Math.max(longestArray(request.variables), longestArrayIn(operation))
  if (size > maximumInputSize) return refusedCall(rootFields, { errors: [tooLarge(size)] })

  const variables = request.variables ?? {}
  const fragments = fragmentsOf(document)
  const { chargesEachNode = false, chargesEachEntry = false } = around.setup
  const charges = { chargesEachNode, chargesEachEntry }
  const input: CostInput = { schema, operation, fragments, variables, ...charges }
  const requested = requestedCost(input)
  if (requested > maximumQueryCost) {
    return refusedCall(rootFields, { errors: [tooExpensive(requested)] })
  }
  const costBlock = (actual: number | null) => ({
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus: around.bucket.status(),
    },
  })
  const throttle = (): GraphqlAnswer => {
    around.counts.throttled += 1
    return { errors: [throttled], extensions: costBlock(null) }
  }
  return {
    rootFields,
    answer: undefined,
    keys: keysIn(operation, variables, around.setup.shop),
    throttle,
    run: () => {
      const { bucket, counts } = around
      if (!bucket.take(requested)) return throttle()
      counts.pointsRequested += requested
      const result = runDocument(document, request, variables, around)
      if (result.data === undefined) {
        bucket.giveBack(requested)
        return { errors: (result.errors ?? []).map(printBadVariable) }
      }
      const actual = Math.min(requested, actualCost(input, result.data))
      bucket.giveBack(requested - actual)
      counts.pointsActual += actual
      return {
        data: result.data,
        ...(result.errors === undefined ? {} : { errors: result.errors.map(printError) }),
        extensions: { ...costBlock(actual), ...searchWarnings(input) },
      }
    },
  }
}

function runDocument(
  document: DocumentNode,
  request: GraphqlRequest,
  variableValues: Readonly<Record<string, unknown>>,
  { world, setup, rootValue }: CallSurroundings,
): ExecutionResult {
  const contextValue: CallContext = { world, setup }
  return world.store.transaction(() => {
    const result = execute({
      schema,
      document,
      rootValue,
      contextValue,
      variableValues,
      operationName: request.operationName ?? null,
      fieldResolver: guardedResolver,
    })
    if ('then' in result) throw new Error('a resolver of the twin was asynchronous')
    return result
  })
}

const guardedResolver: GraphQLFieldResolver<unknown, CallContext> = (
  source,
  args,
  context,
  info,
) => {
  const topic: unknown = args['topic']
  checkAccess(context.setup.scopes, {
    type: info.parentType.name,
    name: info.fieldName,
    topic: typeof topic === 'string' ? topic : undefined,
  })
  return defaultFieldResolver(source, args, context, info)
}

function refusedCall(rootFields: readonly string[], answer: GraphqlAnswer): PreparedCall {
  return { rootFields, answer, keys: [], run: () => answer, throttle: () => answer }
}

function rootFieldNames(operation: OperationDefinitionNode): string[] {
  const names = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  )
  return [...new Set(names)]
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = {}
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  return fragments
}
