import { ApiError } from '../../lib/api-error.ts'
import type { Dependencies } from '../dependencies.ts'

/**
 * Whether a shop is configured and its stock switched on. What the ledger holds of any other is as old
 * as its last push: nobody waits for it, and nothing of it is counted.
 */
export function isPushed({ findShop }: Pick<Dependencies, 'findShop'>, shop: string): boolean {
  try {
    return findShop(shop).stock.enabled
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

/** The shops that may sell of the same stock as this one: itself, and those that are linked, and pushed. */
export async function listPushedShops(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
): Promise<readonly string[]> {
  const links = await dependencies.ledger.linkedLocations.list()
  const shops = new Set([shop, ...links.map((link) => link.shop)])
  return [...shops].filter((each) => each === shop || isPushed(dependencies, each))
}
