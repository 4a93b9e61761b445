import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker'
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
 * not end by itself; the last worker that stops stops it too.
 */
export function installRuntime(logger: Logger): { stop(): Promise<void> } {
  const runtime = Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      logger[pinoLevels[level]]({ temporal: nameOnly(meta) }, message)
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  })
  return { stop: () => runtime.shutdown() }
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
