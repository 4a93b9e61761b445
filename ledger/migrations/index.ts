import type { Migration } from 'kysely'
import * as orders from './0001-orders.ts'
import * as everSent from './0002-ever-sent.ts'
import * as stock from './0003-stock.ts'
import * as stockCalls from './0004-stock-calls.ts'
import * as parkingDoubts from './0005-parking-doubts.ts'
import * as stockQuestions from './0006-stock-questions.ts'
import * as stockJudgements from './0007-stock-judgements.ts'
import * as fallsAndDoubts from './0008-falls-and-doubts.ts'
import * as movedUnits from './0009-moved-units.ts'

/** Every change of the schema, in order. Forward only: a released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-orders': { up: orders.up },
  '0002-ever-sent': { up: everSent.up },
  '0003-stock': { up: stock.up },
  '0004-stock-calls': { up: stockCalls.up },
  '0005-parking-doubts': { up: parkingDoubts.up },
  '0006-stock-questions': { up: stockQuestions.up },
  '0007-stock-judgements': { up: stockJudgements.up },
  '0008-falls-and-doubts': { up: fallsAndDoubts.up },
  '0009-moved-units': { up: movedUnits.up },
}
