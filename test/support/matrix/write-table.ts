import { documentRecord } from './record.ts'

/**
 * `node test/support/matrix/write-table.ts` writes into docs/testing.md what the last run of
 * `test/e2e/matrix.test.ts` hit.
 */
documentRecord()
