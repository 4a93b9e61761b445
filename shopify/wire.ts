import { z } from 'zod'

/** `gid://shopify/Order/5512` as `5512`: the last part, which stays a string. */
export const WireIdSchema = z
  .string()
  .regex(/^gid:\/\/shopify\/\w+\/[^/]+$/)
  .transform((gid) => gid.slice(gid.lastIndexOf('/') + 1).replace(/\?.*$/, ''))

/** Shopify's DateTime; it is UTC already. */
export const WireTimeSchema = z.iso.datetime({ offset: true })

/** A text that is absent, null or blank is undefined. */
export const WireTextSchema = z
  .string()
  .nullish()
  .transform((text) => (text === null || text?.trim() === '' ? undefined : text))

/** The one of a MoneyBag's two amounts that was asked for, as a decimal string. */
export const WireMoneySchema = z
  .object({
    shopMoney: z.object({ amount: z.string() }).optional(),
    presentmentMoney: z.object({ amount: z.string() }).optional(),
  })
  .transform((bag, context) => {
    const amount = (bag.shopMoney ?? bag.presentmentMoney)?.amount
    if (amount !== undefined) return amount
    context.addIssue('neither shopMoney nor presentmentMoney')
    return z.NEVER
  })

export const WireUserErrorsSchema = z.array(z.object({ message: z.string() }))

/** A page of a connection that is read with `nodes` and `pageInfo { hasNextPage endCursor }`. */
export function wireConnection<Node extends z.ZodType>(node: Node) {
  return z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  })
}

/** The inverse of `WireIdSchema`. */
export function toGid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}
