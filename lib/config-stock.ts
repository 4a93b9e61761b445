import type { z } from 'zod'
import type { StockPolicy } from '../domain/stock-policy.ts'
import { flag, fraction, oneOf, section, text, whole } from './config-values.ts'

const cronField = String.raw`[\d*/,\-]+`
const cron = new RegExp(`^${cronField}( ${cronField}){4}$`)

/** `shops[].stock` of `waybill.yaml`. */
export const StockSchema: z.ZodType<StockPolicy> = section({
  enabled: flag.default(false),
  schedule: text('five fields of cron, UTC: "*/15 * * * *"', cron).default('*/15 * * * *'),
  buffer: whole(0, 1_000_000).default(0),
  inactiveLevels: oneOf(['skip', 'activate']).default('skip'),
  catalogueEveryMinutes: whole(1, 7 * 24 * 60).default(60),
  oldestStockSeconds: whole(10, 3600).default(300),
  guard: section({
    mostEmptiedPercent: whole(1, 100).default(20),
    fewestItemsPercent: whole(0, 100).default(80),
  }).prefault({}),
  brownout: section({
    afterMinutes: whole(1, 24 * 60).default(15),
    rule: oneOf(['keep', 'scaleDown']).default('keep'),
    offerPercent: whole(0, 100).default(50),
  }).prefault({}),
  healing: section({
    mostUnits: whole(0, 1_000_000).default(100),
    withinHours: whole(0, 7 * 24).default(24),
  }).prefault({}),
  adaptiveBuffer: section({
    enabled: flag.default(false),
    chance: fraction.default(0.01),
    importLagSeconds: whole(0, 3600).default(60),
  }).prefault({}),
})
