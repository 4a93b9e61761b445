import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Owner } from '../../domain/exceptions.ts'
import type { Stage } from '../../domain/stage.ts'
import type { CancelRequest } from '../../workflows/contract.ts'

const stages: Readonly<Record<Stage, true>> = {
  received: true,
  awaitingDispatch: true,
  partlyDispatched: true,
  fulfilled: true,
  cancelled: true,
  skipped: true,
  held: true,
  needsAttention: true,
}
const owners: Readonly<Record<Owner, true>> = { operations: true, ecommerce: true, finance: true }
const reasons: Readonly<Record<CancelRequest['reason'], true>> = {
  CUSTOMER: true,
  DECLINED: true,
  FRAUD: true,
  INVENTORY: true,
  OTHER: true,
  STAFF: true,
}

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly config?: string
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'for machines: JSON on stdout')
    .option('--config <path>', 'the configuration; else WAYBILL_CONFIG, ./waybill.yaml, or a demo')
}

export const actorOption = () =>
  new Option('--actor <id>', 'your opaque staff id, never a name; else WAYBILL_ACTOR, or "cli"')

export const timeoutOption = () =>
  new Option('--timeout <seconds>', 'how long to wait for the answer')
    .argParser(parseWhole)
    .default(300)

export const shopOption = () => new Option('--shop <shop>', 'one shop only')

export const stagesOption = () =>
  new Option('--stage <stage...>', 'in these stages only').choices(Object.keys(stages))

export const ownerOption = () =>
  new Option('--owner <owner>', 'whose questions').choices(Object.keys(owners))

export const reasonOption = () =>
  new Option('--reason <reason>', "Shopify's reason of the cancellation")
    .choices(Object.keys(reasons))
    .default('OTHER')

/** A whole number from 1 on. */
export function parseWhole(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new InvalidArgumentError('Expected a whole number from 1 on.')
}

/** A whole number from 0 on. */
export function parseUnits(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= 1_000_000) return number
  throw new InvalidArgumentError('Expected a whole number from 0 to 1000000.')
}

/** `2026-11-23T10:32`, in UTC unless it says otherwise. */
export function parseMoment(text: string): Date {
  const parts =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
      text,
    )
  const [, day = '', time = '00:00', zone = 'Z'] = parts ?? []
  const moment = new Date(`${day}T${time}${zone}`)
  if (parts !== null && !Number.isNaN(moment.getTime())) return moment
  throw new InvalidArgumentError('Expected a moment such as 2026-11-23T10:32 (UTC).')
}

/** `2026-11-23`. */
export function parseDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text
  throw new InvalidArgumentError('Expected a day such as 2026-11-23.')
}
