/**
 * Why a call to a vendor failed:
 * - `throttled`: refused for its rate; nothing happened
 * - `unavailable`: the vendor was not reached or could not serve; nothing happened
 * - `unauthorized`: the credentials were refused; nothing happened
 * - `rejected`: the vendor understood and said no; the same call will be refused again
 * - `malformed`: the answer to a read is not what the vendor's documents say
 * - `ambiguous`: a write may or may not have happened, for instance because its answer was lost or
 *   is not understood; look before you send again
 * - `unsettled`: it is too early to tell what became of an earlier write, or another attempt is at
 *   it; nothing is wrong with the vendor, look again later
 */
export type ApiErrorKind =
  | 'throttled'
  | 'unavailable'
  | 'unauthorized'
  | 'rejected'
  | 'malformed'
  | 'ambiguous'
  | 'unsettled'

export interface ApiErrorDetails {
  readonly kind: ApiErrorKind
  readonly vendor: 'shopify' | 'linnworks'
  /** The vendor's name of the operation, for instance `CreateOrders`. */
  readonly operation: string
  readonly status?: number
  /** How long to wait before another attempt, where the vendor or the budget says so. */
  readonly retryAfterMs?: number
  /** The vendor's code, for instance `THROTTLED`, or the connection's, for instance `ECONNRESET`. */
  readonly code?: string
}

/**
 * The only error that leaves an API client. It carries no header and no body: an HTTP library's
 * error, printed as a cause, would show the access token.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly details: ApiErrorDetails

  constructor(message: string, details: ApiErrorDetails) {
    super(`${details.vendor} ${details.operation}: ${message}`)
    this.details = details
  }
}
