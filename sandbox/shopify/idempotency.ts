import { getDirectiveValues, type GraphQLResolveInfo } from 'graphql'
import { topLevelError } from './errors.ts'

/**
 * The key of `@idempotent(key:)` on the field being resolved. The schema lets a call through
 * without it; Shopify refuses it when it runs, as observed on live stores.
 */
export function idempotencyKeyOf(info: GraphQLResolveInfo): string {
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
