import {
  DefaultLogger,
  type LogLevel,
  type PrometheusMetricsExporter,
  Runtime,
} from '@temporalio/worker'
import type { Logger } from '../lib/logger.ts'

const pinoLevels: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
}

/**
 * Sends what the SDK says to our own log. Once a process, before the first connection. Signals are
 * left to the process, which has more to end than its workers. Until it is stopped the process does
 * not end by itself; the last worker that stops stops it too. With an address (`host:port`) the SDK
 * serves its own metrics there: names and counts, no ids.
 */
export function installRuntime(logger: Logger, metricsAddress?: string): { stop(): Promise<void> } {
  const runtime = Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      logger[pinoLevels[level]]({ temporal: nameOnly(meta) }, message)
    }),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      ...(metricsAddress === undefined ? {} : { metrics: toExporter(metricsAddress) }),
    },
  })
  return { stop: () => runtime.shutdown() }
}

/** As Prometheus has them: seconds, and units in the names. */
function toExporter(bindAddress: string): PrometheusMetricsExporter {
  return {
    prometheus: {
      bindAddress,
      countersTotalSuffix: true,
      unitSuffix: true,
      useSecondsForDurations: true,
    },
  }
}

/** Ids and names only: the SDK's errors may hold what an activity was given. */
function nameOnly(meta: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const wanted = [
    'workflowId',
    'workflowType',
    'activityType',
    'activityId',
    'attempt',
    'taskQueue',
  ]
  const error = meta?.['error']
  return {
    ...Object.fromEntries(
      wanted.flatMap((key) => (meta?.[key] === undefined ? [] : [[key, meta[key]]])),
    ),
    ...(error instanceof Error ? { error: `${error.name}: ${error.message}` } : {}),
  }
}
