/** By this header a client of the sandbox may say who it is; the vendors know no such header. */
export const CALLER_HEADER = 'x-sandbox-caller'

/**
 * One moment in the life of a call that a twin admitted: it was `received` and has changed nothing
 * yet, or it was `committed` and its reply has not left.
 */
export interface CallMoment {
  readonly vendor: 'shopify' | 'linnworks'
  /** The vendor's name for it; of a GraphQL request its first root field. */
  readonly operation: string
  readonly moment: 'received' | 'committed'
  /** What the caller says of itself; empty where it says nothing. */
  readonly caller: string
}

/** Told of each moment. The call goes on once it answers; a call cut off meanwhile goes on too. */
export type CallWatch = (moment: CallMoment) => Promise<void> | void

/** Who a request says it is from. */
export function callerOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const caller = headers[CALLER_HEADER]
  return typeof caller === 'string' ? caller : ''
}
