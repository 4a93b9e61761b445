import { z } from 'zod'

/** The location every account has. Its id is all zeros, and means "Default", never "all". */
export const DEFAULT_LOCATION_ID = '00000000-0000-0000-0000-000000000000'

/** The MinimumLevel that says "not tracked"; of a composite: computed from its components. */
export const UNTRACKED = -1

/**
 * What is not known for certain about the vendor, each with both settings:
 * - `deduplication`: `strict` keeps one order per reference; under `racing` two creates that
 *   overlap in time both commit; under `untilProcessed` a processed or cancelled order no longer
 *   counts
 * - `refusedBatch`: whether a call that is refused for one bad order saves the others all the same
 * - `retryAfterHeader`: whether a 429 carries `Retry-After` (observed "sometimes")
 * - `quotaStatus`: the HTTP status of a refusal for its rate, whose text is certain
 * - `parkedOnArrival`: whether even a paid order lands parked
 * - `changeStatusJsonIgnored`: whether `ChangeStatus` with a JSON body answers 200 and does nothing
 * - `idleMinutes`: after how much idleness a session dies
 * - `pagesTellComposites`: whether `GetStockItemsFull` carries `IsCompositeParent`, which observers
 *   call reliable and the vendor's spec prints for other answers only
 * - `pageOrder`: in which order `GetStockItemsFull` lists the items, which no source tells
 * - `levelNames`: whether a stock level tells its location's name, or the id alone
 * - `unsetLevels`: whether an item has a level at a location where none was ever set and no order
 *   holds it, with zeros, or none
 * - `archivedById`: whether the reads by id still answer an item that is archived
 */
export const LinnworksSwitchesSchema = z.object({
  deduplication: z.enum(['strict', 'racing', 'untilProcessed']).default('strict'),
  refusedBatch: z.enum(['savesNone', 'savesTheGood']).default('savesNone'),
  retryAfterHeader: z.boolean().default(false),
  quotaStatus: z.number().int().default(429),
  parkedOnArrival: z.boolean().default(false),
  changeStatusJsonIgnored: z.boolean().default(false),
  idleMinutes: z.number().positive().default(20),
  pagesTellComposites: z.boolean().default(true),
  pageOrder: z.enum(['creation', 'sku']).default('creation'),
  levelNames: z.boolean().default(true),
  unsetLevels: z.enum(['zeros', 'none']).default('zeros'),
  archivedById: z.boolean().default(false),
})

export const LinnworksItemSchema = z.object({
  StockItemId: z.guid(),
  SKU: z.string().min(1),
  title: z.string(),
  /** Units on the shelf by location id. */
  levels: z.record(z.string(), z.number().int()).default({}),
  isComposite: z.boolean().default(false),
  components: z
    .array(z.object({ SKU: z.string(), quantity: z.number().int().positive() }))
    .default([]),
  archived: z.boolean().default(false),
  /** -1 is untracked, which is what a composite is unless told. */
  minimumLevel: z.number().int().optional(),
  /** By location id, where it is another there. */
  minimumLevels: z.record(z.string(), z.number().int()).default({}),
})

export const LinnworksSetupSchema = z.object({
  applicationId: z.guid(),
  applicationSecret: z.guid(),
  /** The permanent token that installing the application gives. */
  token: z.guid(),
  locality: z.enum(['EU', 'US', 'AS']).default('EU'),
  /** Names as the vendor's specs print them; absent means all of them. */
  permissions: z.array(z.string()).optional(),
  /** Next to Default, which exists anyway. */
  locations: z.array(z.object({ StockLocationId: z.guid(), LocationName: z.string() })),
  items: z.array(LinnworksItemSchema),
  channels: z.array(z.object({ Source: z.string(), SubSource: z.string(), Enabled: z.boolean() })),
  postalServices: z.array(z.object({ name: z.string(), vendor: z.string() })).default([
    { name: 'Royal Mail 24', vendor: 'Royal Mail' },
    { name: 'Royal Mail 48', vendor: 'Royal Mail' },
    { name: 'DPD Next Day', vendor: 'DPD' },
  ]),
  /** What Linnworks taxes a line with whose `UseChannelTax` is false, in percent. */
  countryTaxRate: z.number().default(20),
  switches: LinnworksSwitchesSchema.prefault({}),
  /** Multiplies every quota: 2 admits 300 `CreateOrders` a minute. */
  quotaScale: z.number().positive().default(1),
})

export type LinnworksSetup = z.input<typeof LinnworksSetupSchema>
export type LinnworksItem = z.input<typeof LinnworksItemSchema>
export type LinnworksSwitches = z.infer<typeof LinnworksSwitchesSchema>
export type LinnworksAccount = z.infer<typeof LinnworksSetupSchema>
