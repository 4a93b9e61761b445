import {
  getDirectiveValues,
  Kind,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql'
import { createHash } from 'node:crypto'
import { topLevelError } from './errors.ts'
import type { StoredKey } from './records.ts'
import type { CallContext, World } from './world.ts'

/** Shopify is said to know a key for this long; its docs speak of a retention window. */
const keptMs = 24 * 3_600_000

/** What an idempotency key means for the call that bears it. */
export type KeyVerdict =
  | { readonly kind: 'fresh'; remember(resultId: string): void }
  /** The same call was carried out before, and this came of it. */
  | { readonly kind: 'known'; readonly resultId: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/**
 * Reads the key of `@idempotent(key:)` on the field being resolved. The schema lets a call through
 * without it; Shopify refuses it when it runs, as observed on live stores. A key is used up only
 * by `remember`: a refused call may be corrected under the same key.
 */
export function readKey(
  { world, setup }: CallContext,
  info: GraphQLResolveInfo,
  input: unknown,
): KeyVerdict {
  const id = keyId(setup.shop, info.fieldName, keyOnField(info))
  if (world.busyKeys.has(id)) {
    const message = 'This request is currently in progress, please try again.'
    return { kind: 'refused', code: 'IDEMPOTENCY_CONCURRENT_REQUEST', message }
  }
  const digest = createHash('sha256').update(JSON.stringify(input)).digest('base64')
  const before = world.keys.get(id)
  if (before !== undefined && world.now() - before.usedAt < keptMs) {
    if (before.failed === true) {
      const message = 'The previous attempt failed. Retry with a new idempotency key.'
      return { kind: 'refused', code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', message }
    }
    if (before.input === digest) return { kind: 'known', resultId: before.resultId }
    const message = 'The same idempotency key cannot be used with different operation parameters.'
    return { kind: 'refused', code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', message }
  }
  return {
    kind: 'fresh',
    remember: (resultId) => keep(world, { id, input: digest, resultId, usedAt: world.now() }),
  }
}

/** Keeps the keys of a call that has arrived from others that bear them. Answers how to free them. */
export function occupyKeys({ busyKeys }: World, keys: readonly string[]): () => void {
  const taken = keys.filter((key) => !busyKeys.has(key))
  for (const key of taken) busyKeys.add(key)
  return () => {
    for (const key of taken.splice(0)) busyKeys.delete(key)
  }
}

/** The call that bears these failed half way: they serve for no other. */
export function spendKeys(world: World, keys: readonly string[]): void {
  for (const id of keys) {
    keep(world, { id, input: '', resultId: '', failed: true, usedAt: world.now() })
  }
}

/** The keys that an operation's fields bear, as `busyKeys` has them. */
export function keysIn(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  shop: string,
): string[] {
  return operation.selectionSet.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return []
    const directive = selection.directives?.find(({ name }) => name.value === 'idempotent')
    const given = directive?.arguments?.find(({ name }) => name.value === 'key')?.value
    const key =
      given?.kind === Kind.VARIABLE
        ? variables[given.name.value]
        : given?.kind === Kind.STRING && given.value
    return typeof key === 'string' ? [keyId(shop, selection.name.value, key)] : []
  })
}

function keyOnField(info: GraphQLResolveInfo): string {
  const directive = info.schema.getDirective('idempotent')
  const node = info.fieldNodes[0]
  const values =
    directive == null || node === undefined
      ? undefined
      : getDirectiveValues(directive, node, info.variableValues)
  const key = values?.['key']
  if (typeof key === 'string' && key.trim() !== '') return key
  const message = 'The @idempotent directive is required for this mutation but was not provided.'
  throw topLevelError(message, 'BAD_REQUEST')
}

function keyId(shop: string, operation: string, key: string): string {
  return `${shop}:${operation}:${key}`
}

function keep(world: World, key: StoredKey): void {
  forgetOldKeys(world)
  // Taken out first: keys stand in the order of their use.
  world.keys.delete(key.id)
  world.keys.put(key.id, key)
}

function forgetOldKeys(world: World): void {
  for (const { id, resultId, usedAt } of world.keys.values()) {
    if (world.now() - usedAt < keptMs) return
    world.keys.delete(id)
    world.adjustments.delete(resultId)
  }
}
