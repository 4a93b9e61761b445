import * as cancellation from './cancellation.ts'
import * as dispatch from './dispatch.ts'
import * as hold from './hold.ts'
import * as injection from './injection.ts'
import * as stock from './stock.ts'
import * as sweeps from './sweeps.ts'

/** Every path whose history is recorded: one that is exported beside its like is in the list. */
export const scenarios = [injection, dispatch, cancellation, hold, stock, sweeps].flatMap((paths) =>
  Object.values(paths),
)
