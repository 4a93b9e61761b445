export { orderWorkflow } from './order.ts'
export { causeReviewWorkflow, dispatchSweepWorkflow, orderSweepWorkflow } from './sweeps.ts'
