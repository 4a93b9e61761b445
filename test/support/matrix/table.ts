import { faultClasses, toCell } from './fault-classes.ts'
import { stagesOfLife, type StageOfLife } from './stage-of-life.ts'

const begin = '<!-- fault matrix: written by test/support/matrix/write-table.ts -->'
const end = '<!-- end of the fault matrix -->'

const columns: Readonly<Record<StageOfLife, string>> = {
  received: 'received',
  injecting: 'being sent',
  awaitingDispatch: 'awaiting dispatch',
  cancelling: 'being cancelled',
  postingBack: 'being posted back',
  partlyDispatched: 'partly dispatched',
  fulfilled: 'fulfilled',
  held: 'held',
  needsAttention: 'needs attention',
}

/** What a cell shows: hit, could be hit and was not, or not there. */
const marks = { hit: '✓', missed: '✗', infeasible: '–' } as const

/** The matrix in Markdown, columns aligned: every fault class against every stage of an order's life. */
export function renderTable(isHit: (cell: string) => boolean): string {
  const rows = faultClasses.map(({ title, infeasible }) => [
    title,
    ...stagesOfLife.map((stage) => {
      if (isHit(toCell(title, stage))) return marks.hit
      return infeasible[stage] === undefined ? marks.missed : marks.infeasible
    }),
  ])
  const header = ['fault', ...stagesOfLife.map((stage) => columns[stage])]
  const widths = header.map((_, nth) =>
    Math.max(...[header, ...rows].map((row) => row[nth]!.length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, nth) => cell.padEnd(widths[nth] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(header), rule, ...rows.map(line)].join('\n')
}

/** The table that a document shows between its two markers. Throws where there are none. */
export function readTable(document: string): string {
  const { from, to } = findPlace(document)
  return document.slice(from, to).trim()
}

/** The document with this table between its markers. */
export function withTable(document: string, table: string): string {
  const { from, to } = findPlace(document)
  return `${document.slice(0, from)}\n\n${table}\n\n${document.slice(to)}`
}

function findPlace(document: string): { readonly from: number; readonly to: number } {
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The document lacks ${begin} and ${end}`)
  return { from: from + begin.length, to }
}
