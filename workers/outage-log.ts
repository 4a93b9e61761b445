import type { ApiError } from '../lib/api-error.ts'
import type { Ledger } from '../ledger/index.ts'

/** One vendor's API as one account of ours uses it: a shop's handle, or the Linnworks account. */
export interface Account {
  readonly vendor: 'shopify' | 'linnworks'
  readonly account: string
}

/** Remembers which vendor does not serve us, since when and why, so that waiting orders can say so. */
export interface OutageLog {
  noteFailure(account: Account, error: ApiError): Promise<void>
  noteSuccess(account: Account): Promise<void>
}

/** How long what the ledger said is believed: another worker may have noted an outage, and died. */
const believedMs = 15_000

/** The ledger failing changes nothing: an outage that is not noted is still an outage. */
export function createOutageLog(ledger: Pick<Ledger, 'outages'>): OutageLog {
  let open = new Set<string>()
  let readAtMs = 0

  async function isOpen(name: string): Promise<boolean> {
    if (Date.now() - readAtMs > believedMs) {
      readAtMs = Date.now()
      open = new Set((await ledger.outages.list()).map(nameOf))
    }
    return open.has(name)
  }

  return {
    noteFailure: async (account, error) => {
      const { kind } = error.details
      if (kind !== 'unavailable' && kind !== 'unauthorized') return
      open.add(nameOf(account))
      await ledger.outages.open({ ...account, sentence: error.message }).catch(() => undefined)
    },
    noteSuccess: async (account) => {
      if (!(await isOpen(nameOf(account)).catch(() => false))) return
      open.delete(nameOf(account))
      await ledger.outages.close(account.vendor, account.account).catch(() => undefined)
    },
  }
}

function nameOf({ vendor, account }: { readonly vendor: string; readonly account: string }) {
  return `${vendor}:${account}`
}
