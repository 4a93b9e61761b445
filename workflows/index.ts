export { orderWorkflow } from './order.ts'
export {
  causeReviewWorkflow,
  dispatchSweepWorkflow,
  duplicateSweepWorkflow,
  orderSweepWorkflow,
} from './sweeps.ts'
export { hotStockWorkflow, stockPushWorkflow } from './stock.ts'
