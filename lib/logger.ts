import pino, { type DestinationStream } from 'pino'
import pretty from 'pino-pretty'
import type { LogLevel } from './config.ts'
import { toLoggable } from './loggable.ts'

/** No `child`: pino writes the fields of one before anything could be left out of them. */
export type Logger = Pick<pino.Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

export interface LoggerOptions {
  /** What the process does, for instance `receiver`. */
  readonly role: string
  /** Tells processes of a role apart: never a user or a host. */
  readonly instance: string
  readonly level: LogLevel
  /** For people instead of machines; where it is not said, if stderr is a terminal. */
  readonly pretty?: boolean
  /** Takes the lines of JSON instead of stderr. */
  readonly destination?: DestinationStream
}

/** Logs to stderr, a line of JSON each. What is secret or personal by its name is left out. */
export function createLogger(options: LoggerOptions): Logger {
  const { role, instance, level, destination } = options
  return pino(
    {
      level,
      base: { role, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: toLoggable,
      },
      // Errors were made loggable above; pino's own serializer would add what they hold.
      serializers: { err: (error: unknown) => error },
    },
    destination ?? toStderr(options.pretty ?? process.stderr.isTTY),
  )
}

function toStderr(forPeople: boolean): DestinationStream {
  const fd = 2
  return forPeople
    ? pretty({
        destination: fd,
        sync: true,
        ignore: 'role,instance',
        translateTime: 'SYS:HH:MM:ss',
      })
    : pino.destination({ dest: fd, sync: true })
}
