import type { ShopConfig } from '../../../lib/config.ts'
import { withinMs } from '../../../lib/deadline.ts'
import type { RuleScope } from '../../../ledger/stock-rules.ts'
import { type CliContext, requireShop } from '../context.ts'
import { type Named, pick } from '../pick.ts'
import { CliError } from '../report.ts'

/** How a person names a part of the stock. */
export interface ScopeWords {
  readonly shop?: string | undefined
  /** Its id or its name. */
  readonly location?: string | undefined
  readonly sku?: string | undefined
}

/** The named shop, or all of the configuration. */
export function listShops(context: CliContext, shop: string | undefined): readonly ShopConfig[] {
  const config = context.config()
  return shop === undefined ? config.shops : [requireShop(config, shop)]
}

/** The shop that was named before or by `--shop`; where there is only one it need not be. */
export function chooseShop(
  context: CliContext,
  named: { readonly argument?: string | undefined; readonly option?: string | undefined },
): ShopConfig {
  const { argument, option } = named
  if (argument !== undefined && option !== undefined && argument !== option) {
    throw new CliError(`Two shops are named: ${argument} and ${option}.`, 2)
  }
  const [only, other] = listShops(context, argument ?? option)
  if (only !== undefined && other === undefined) return only
  const known = context.config().shops.map(({ shop }) => shop)
  throw new CliError(`Name the shop, by --shop. There is: ${known.join(', ')}.`, 2)
}

/** Of a location, which is named by its id or its name, the id. Only a name asks Shopify. */
export async function findLocationId(
  context: CliContext,
  shop: string,
  word: string,
): Promise<string> {
  if (/^\d+$/.test(word)) return word
  const locations = await context.shopify(shop).listLocations()
  return pick(`location of ${shop}`, word, locations.map(toNamed)).id
}

export async function toRuleScope(
  context: CliContext,
  shop: string,
  { location, sku }: ScopeWords,
): Promise<RuleScope> {
  return {
    shop,
    ...(location === undefined
      ? {}
      : { locationId: await findLocationId(context, shop, location) }),
    ...(sku === undefined ? {} : { sku: sku.trim() }),
  }
}

/** `aurora`, `MUG-BLUE of aurora`, `MUG-BLUE at location 7001 of aurora`. */
export function sayScope({
  shop,
  locationId = '',
  sku = '',
}: {
  readonly shop: string
  readonly locationId?: string
  readonly sku?: string
}): string {
  const what = [
    ...(sku === '' ? [] : [sku]),
    ...(locationId === '' ? [] : [`${sku === '' ? '' : 'at '}location ${locationId}`]),
  ]
  return what.length === 0 ? shop : `${what.join(' ')} of ${shop}`
}

/** For names beside numbers a person does not wait. */
const namesWithinMs = 3000

/** What the shop calls its locations, by their ids; nothing where it cannot be asked. */
export async function nameLocations(
  context: CliContext,
  shop: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const found = await withinMs(namesWithinMs, () => context.shopify(shop).listLocations())
    return new Map(found.map(({ locationId, name }) => [locationId, name]))
  } catch {
    return new Map()
  }
}

function toNamed({ locationId, name }: { locationId: string; name: string }): Named {
  return { id: locationId, name }
}
