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

/** Starts from the outages that an earlier process left open. The ledger failing changes nothing. */
export async function createOutageLog(ledger: Pick<Ledger, 'outages'>): Promise<OutageLog> {
  const open = new Set(
    (await ledger.outages.list()).map(({ vendor, account }) => `${vendor}:${account}`),
  )
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
      if (!open.delete(`${vendor}:${account}`)) return
      await ledger.outages.close(vendor, account).catch(() => undefined)
    },
  }
}
