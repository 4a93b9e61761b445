import { findLevel, sellableAt } from './inventory.ts'
import type { ShopSetup } from './setup.ts'
import type { StoredFulfillmentOrder, StoredLine } from './state.ts'
import type { World } from './world.ts'

interface RoutedPart {
  readonly lineId: string
  readonly quantity: number
  readonly locationId: string
  readonly methodType: 'SHIPPING' | 'NONE'
}

/**
 * The fulfilment orders of new lines, one per location and delivery method. A line goes to the
 * first location that holds all of it, else it is split as stock allows, else to the first one.
 */
export function routeLines(
  world: World,
  setup: ShopSetup,
  lines: readonly StoredLine[],
): StoredFulfillmentOrder[] {
  const taken = new Map<string, number>()
  return openAll(
    world,
    lines.flatMap((line) => routeLine(world, setup, line, taken)),
  )
}

/** The fulfilment orders of lines that one location serves, whatever stands there. */
export function routeTo(
  world: World,
  locationId: string,
  lines: readonly StoredLine[],
): StoredFulfillmentOrder[] {
  const parts = lines.map(({ id, quantity, requiresShipping }) => ({
    lineId: id,
    quantity,
    locationId,
    methodType: requiresShipping ? ('SHIPPING' as const) : ('NONE' as const),
  }))
  return openAll(world, parts)
}

function openAll(world: World, parts: readonly RoutedPart[]): StoredFulfillmentOrder[] {
  const groups = new Map<string, RoutedPart[]>()
  for (const part of parts) {
    const key = `${part.methodType}:${part.locationId}`
    groups.set(key, [...(groups.get(key) ?? []), part])
  }
  return [...groups.values()].map((group) => openFulfillmentOrder(world, group))
}

function routeLine(
  world: World,
  setup: ShopSetup,
  line: StoredLine,
  taken: Map<string, number>,
): RoutedPart[] {
  const first = setup.locations[0]
  if (first === undefined) return []
  const { id: lineId, inventoryItemId } = line
  const methodType = line.requiresShipping ? 'SHIPPING' : 'NONE'
  const whole = { lineId, methodType, quantity: line.quantity } as const
  if (!line.requiresShipping || inventoryItemId === null || !line.tracked)
    return [{ ...whole, locationId: first.id }]

  const keyAt = (locationId: string) => `${inventoryItemId}:${locationId}`
  const free = setup.locations.map(({ id }) => ({
    locationId: id,
    units: sellableAt(findLevel(world, setup, inventoryItemId, id)) - (taken.get(keyAt(id)) ?? 0),
  }))
  const take = (locationId: string, quantity: number): RoutedPart => {
    taken.set(keyAt(locationId), (taken.get(keyAt(locationId)) ?? 0) + quantity)
    return { lineId, methodType, locationId, quantity }
  }

  const enough = free.find(({ units }) => units >= line.quantity)
  if (enough !== undefined) return [take(enough.locationId, line.quantity)]
  const parts: RoutedPart[] = []
  let left = line.quantity
  for (const { locationId, units } of free) {
    const quantity = Math.min(left, Math.max(0, units))
    if (quantity > 0) parts.push(take(locationId, quantity))
    left -= quantity
  }
  if (left === 0) return parts
  const atFirst = parts.find(({ locationId }) => locationId === first.id)
  if (atFirst === undefined) return [take(first.id, left), ...parts]
  return parts.map((part) =>
    part === atFirst ? { ...part, quantity: part.quantity + left } : part,
  )
}

function openFulfillmentOrder(world: World, parts: readonly RoutedPart[]): StoredFulfillmentOrder {
  const at = world.timestamp()
  return {
    id: world.nextId('FulfillmentOrder'),
    status: 'OPEN',
    locationId: parts[0]?.locationId ?? '',
    methodType: parts[0]?.methodType ?? 'SHIPPING',
    createdAt: at,
    updatedAt: at,
    holds: [],
    heldApartFrom: null,
    lines: parts.map(({ lineId, quantity }) => ({
      id: world.nextId('FulfillmentOrderLineItem'),
      lineId,
      totalQuantity: quantity,
      remainingQuantity: quantity,
    })),
  }
}
