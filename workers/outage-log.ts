import { activityInfo } from '@temporalio/activity'
import type { ApiError } from '../lib/api-error.ts'
import type { Ledger } from '../ledger/index.ts'
import { taskQueues } from '../workflows/contract.ts'

/** Remembers which vendor does not serve us, since when and why, so that waiting orders can say so. */
export interface OutageLog {
  noteFailure(error: ApiError, shop: string): Promise<void>
  noteSuccess(shop: string): Promise<void>
}

const linnworksAccount = 'linnworks'

/** How long what the ledger said is believed: another worker may have noted an outage, and died. */
const believedMs = 15_000

/** The ledger failing changes nothing: an outage that is not noted is still an outage. */
export function createOutageLog(ledger: Pick<Ledger, 'outages'>): OutageLog {
  let open = new Set<string>()
  let readAtMs = 0

  async function isOpen(name: string): Promise<boolean> {
    if (Date.now() - readAtMs > believedMs) {
      readAtMs = Date.now()
      const outages = await ledger.outages.list()
      open = new Set(outages.map(({ vendor, account }) => `${vendor}:${account}`))
    }
    return open.has(name)
  }

  return {
    noteFailure: async (error, shop) => {
      const { kind, vendor } = error.details
      if (kind !== 'unavailable' && kind !== 'unauthorized') return
      const account = vendor === 'linnworks' ? linnworksAccount : shop
      open.add(`${vendor}:${account}`)
      await ledger.outages.open({ vendor, account, sentence: error.message }).catch(() => undefined)
    },
    noteSuccess: async (shop) => {
      const { taskQueue } = activityInfo()
      if (taskQueue === taskQueues.orders) return
      const vendor = taskQueue === taskQueues.linnworks ? 'linnworks' : 'shopify'
      const account = vendor === 'linnworks' ? linnworksAccount : shop
      const name = `${vendor}:${account}`
      if (!(await isOpen(name).catch(() => false))) return
      open.delete(name)
      await ledger.outages.close(vendor, account).catch(() => undefined)
    },
  }
}
