import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HitsSchema, type Hits } from './hits.ts'
import { readTable, renderTable, withTable } from './table.ts'

const recordFile = fileURLToPath(new URL('../../../.waybill/fault-matrix.json', import.meta.url))
const document = fileURLToPath(new URL('../../../docs/testing.md', import.meta.url))

/** Keeps what was hit for whoever writes the table, with the operations that were struck. */
export function keepRecord(hits: Hits): void {
  mkdirSync(dirname(recordFile), { recursive: true })
  writeFileSync(recordFile, `${JSON.stringify(hits.toJson(), null, 1)}\n`)
}

/** The table as the document shows it. */
export function readDocumentedTable(): string {
  return readTable(readFileSync(document, 'utf8'))
}

/** Writes what the last run hit into the document. Throws where there was none. */
export function documentRecord(): void {
  const hits = HitsSchema.parse(JSON.parse(readFileSync(recordFile, 'utf8')))
  const table = renderTable((cell) => hits[cell] !== undefined)
  writeFileSync(document, withTable(readFileSync(document, 'utf8'), table))
}
