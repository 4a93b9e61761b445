import { z } from 'zod'

/** What an operation answers. Without `json` the body is empty, as with many of the writes. */
export interface Answer {
  readonly status: number
  readonly json?: unknown
}

/** The vendor understood and says no. Thrown before anything was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

/** What the vendor says of any body that it cannot bind. Observed on live accounts. */
export const INVALID_REQUEST = 'The request is invalid.'

/** How the parameters of a call arrived. */
export interface Call {
  /** A JSON object, or the fields of a form, each decoded from JSON. */
  readonly parameters: unknown
  readonly encoding: 'json' | 'form' | 'query'
  /** Awaited between a call's arrival and its commit: a late commit holds it up here. */
  readonly pause?: () => Promise<void>
}

export interface Operation {
  /** The last segment of the path: the name that quotas, faults and counts go by. */
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** From the vendor's specs: calls admitted in a minute. */
  readonly perMinute: number
  /** From the vendor's specs; absent where none is printed. */
  readonly permission?: string
  /** The whole body is the one parameter `request`: in JSON it is not wrapped, in a form it is. */
  readonly bound: boolean
  perform(call: Call): Promise<Answer>
}

export interface OperationSpec<Input> {
  readonly method?: 'GET'
  readonly path: string
  readonly perMinute: number
  readonly permission?: string
  readonly bound?: boolean
  readonly input: z.ZodType<Input>
  /** Runs at once and to its end: two calls never interleave inside it. */
  readonly run: (input: Input, call: Call) => Answer | Promise<Answer>
  /** The operation awaits `pause` itself, at the moment where the vendor may lose a race. */
  readonly pausesItself?: boolean
}

/** An operation that checks its parameters as strictly as the vendor's spec, and then runs. */
export function operation<Input>(spec: OperationSpec<Input>): Operation {
  return {
    name: spec.path.slice(spec.path.lastIndexOf('/') + 1),
    method: spec.method ?? 'POST',
    path: spec.path,
    perMinute: spec.perMinute,
    ...(spec.permission === undefined ? {} : { permission: spec.permission }),
    bound: spec.bound ?? false,
    perform: async (call) => {
      const input = spec.input.safeParse(call.parameters)
      if (!input.success) throw new Refusal(INVALID_REQUEST)
      if (!spec.pausesItself) await call.pause?.()
      return spec.run(input.data, call)
    },
  }
}

export function answer(json: unknown): Answer {
  return { status: 200, json }
}

export function answerNothing(status: 200 | 204): Answer {
  return { status }
}

/** A GUID in any case; ids are stored and answered in lower case. */
export const GuidSchema = z.guid().transform((id) => id.toLowerCase())
