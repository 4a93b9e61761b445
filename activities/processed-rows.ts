import { heartbeat } from '@temporalio/activity'
import type { ProcessedRow, ProcessedSearch } from '../linnworks/index.ts'
import type { Dependencies } from './dependencies.ts'
import { leaveToOthers } from './stopping.ts'

const pageSize = 500

/** How often a page list that changes under the reader is read afresh. The overlap does the rest. */
const mostReadings = 5

/**
 * Reads every page of what was processed or cancelled in a time. Orders processed meanwhile push
 * rows from page to page, so that one can slip through between two of them: the pages are read
 * again until their count held still.
 */
export async function readProcessedRows(
  { linnworks, stopping }: Pick<Dependencies, 'linnworks' | 'stopping'>,
  { dateField, from, to }: Pick<ProcessedSearch, 'dateField' | 'from' | 'to'>,
): Promise<readonly ProcessedRow[]> {
  const found = new Map<string, ProcessedRow>()
  for (let reading = 0; reading < mostReadings; reading += 1) {
    const counts = new Set<number>()
    let page = 1
    let totalPages = 1
    do {
      leaveToOthers(stopping)
      const answer = await linnworks.searchProcessed({ dateField, from, to, page, pageSize })
      for (const row of answer.rows) found.set(row.linnworksOrderId, row)
      counts.add(answer.totalEntries)
      totalPages = answer.totalPages
      page += 1
      heartbeat(page)
    } while (page <= totalPages)
    if (counts.size <= 1) break
  }
  return [...found.values()]
}
