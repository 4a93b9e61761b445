/**
 * A moment at which a worker can be struck: a step begins; a vendor has received a call of it; the
 * vendor has carried it out; the worker has the reply and has not acted on it; the step is done and
 * Temporal does not know it yet.
 */
export type Boundary = 'begins' | 'received' | 'committed' | 'answered' | 'done'

export interface StepMoment {
  /** Which worker, as `worker-3`. */
  readonly worker: string
  /** The activity's name; empty where a call belongs to none. */
  readonly step: string
  readonly boundary: Boundary
  /** Which call it is about, as the twins know it; of a step as a whole there is none. */
  readonly caller?: string
}

/** How a call says whose it is: `worker-3/injectOrder/17`, the last being a number of its own. */
export function nameCaller(call: {
  readonly worker: string
  readonly step: string
  readonly call: number
}): string {
  return `${call.worker}/${call.step}/${call.call}`
}

/** The worker and the step that a call is from. */
export function readCaller(caller: string): { readonly worker: string; readonly step: string } {
  const [worker = '', step = ''] = caller.split('/')
  return { worker, step }
}

/** What a worker's process is told at its start. */
export interface WorkerTask {
  readonly kind: 'task'
  readonly worker: string
  /** The configuration as an operator would write it. */
  readonly settings: object
  readonly workflowBundle: { readonly codePath: string }
  readonly logFile: string
}

export interface GoOn {
  readonly kind: 'goOn'
  readonly id: number
}

/** What a worker's process says: it waits for `GoOn` after each moment. */
export type WorkerNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'moment'; readonly id: number; readonly moment: StepMoment }
