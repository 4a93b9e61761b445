import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow'
import { taskQueues } from './contract.ts'

/*
 * Every profile is complete: what is left out would fall back to a default chosen by somebody else.
 * Vendor calls are tried for ever, because an outage ends; what cannot succeed is told apart by the
 * error itself (non-retryable), and how long to wait by its `nextRetryDelay`.
 */

const retryWhileItLasts = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '1 minute',
} as const

/** Steps in the ledger: under a second, tried again at once. */
export const ledgerStep: LocalActivityOptions = {
  startToCloseTimeout: '5 seconds',
  localRetryThreshold: '10 seconds',
  retry: {
    initialInterval: '100 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
  },
}

export const shopifyCall: ActivityOptions = {
  taskQueue: taskQueues.shopify,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  retry: retryWhileItLasts,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
}

export const linnworksCall: ActivityOptions = {
  taskQueue: taskQueues.linnworks,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  retry: retryWhileItLasts,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
}

/** Hundreds may wait here for company and for the budget: whatever else comes is taken first. */
export const injectionCall: ActivityOptions = { ...linnworksCall, priority: { priorityKey: 4 } }

/** A sweep that fails ends; its Schedule starts the next one, from the same cursor. */
/** A worker that stops takes an attempt along: an upgrade may take several. */
const sweepRetry = { ...retryWhileItLasts, maximumAttempts: 5 }

export const shopifySweep: ActivityOptions = {
  ...shopifyCall,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: sweepRetry,
}

export const linnworksSweep: ActivityOptions = {
  ...linnworksCall,
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: sweepRetry,
}

/** A sweep over all of a shop's stock takes minutes; what it read and wrote is in the ledger. */
const stockRetry = { ...retryWhileItLasts, maximumAttempts: 8 }

export const shopifyStockSweep: ActivityOptions = {
  ...shopifySweep,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: stockRetry,
}

export const linnworksStockSweep: ActivityOptions = {
  ...linnworksSweep,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: stockRetry,
}

/** It watches for a minute; where it fails, the next minute's looks again. */
export const hotLane: ActivityOptions = {
  ...shopifyCall,
  startToCloseTimeout: '3 minutes',
  retry: { ...retryWhileItLasts, maximumAttempts: 3 },
}
