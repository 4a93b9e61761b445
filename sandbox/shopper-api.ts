import { z } from 'zod'

/** Where a shopper finds the shop's Admin API. */
export interface ShopAddress {
  readonly apiUrl: string
  readonly accessToken: string
}

/** Asks the API and parses its data; throws what stands in `errors`. */
export type AskShop = <T>(query: string, variables: unknown, schema: z.ZodType<T>) => Promise<T>

const AnswerSchema = z.object({ data: z.unknown(), errors: z.unknown().optional() })

export const UserErrorsSchema = z.array(z.object({ message: z.string() }))

/** A mutation under the alias `done` that was not refused. */
export const DoneSchema = z
  .object({ done: z.object({ userErrors: UserErrorsSchema }) })
  .refine(({ done }) => done.userErrors.length === 0, {
    error: ({ input }) => `Shopify said no: ${JSON.stringify(input)}`,
  })

export function createAskShop(shop: ShopAddress): AskShop {
  return async (query, variables, schema) => {
    const response = await fetch(`${shop.apiUrl}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Access-Token': shop.accessToken,
      },
      body: JSON.stringify({ query, variables }),
    })
    const answer = AnswerSchema.parse(await response.json())
    if (answer.errors !== undefined) throw new Error(`Shopify: ${JSON.stringify(answer.errors)}`)
    return schema.parse(answer.data)
  }
}

export function said(errors: readonly { readonly message: string }[]): string {
  return `Shopify said no: ${errors.map(({ message }) => message).join('; ')}`
}
