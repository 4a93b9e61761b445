import { GraphQLError } from 'graphql'

/** One entry of `userErrors`; `code` shows only where the payload's type has one. */
export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code?: string | null
}

export function userError(
  field: readonly string[] | null,
  message: string,
  code: string | null = null,
): UserError {
  return { field, message, code }
}

/** A refusal at the top level of an answer. */
export function topLevelError(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}

/** The id is well formed, and nothing has it. */
export function invalidId(gid: string): GraphQLError {
  return topLevelError(`Invalid id: ${gid}`, 'RESOURCE_NOT_FOUND')
}

/** Observed on live stores for `heldByApp` without the scope `read_apps`. */
export function accessDenied(fieldName: string, scope: string): GraphQLError {
  const requiredAccess = `\`${scope}\` access scope.`
  return new GraphQLError(
    `Access denied for ${fieldName} field. Required access: ${requiredAccess}`,
    {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess,
      },
    },
  )
}
