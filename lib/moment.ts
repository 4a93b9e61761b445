import { setImmediate } from 'node:timers'

/** Does it once the moment is over, however often it is asked for in it. */
export function afterTheMoment(act: () => void): () => void {
  let isComing = false
  return () => {
    if (isComing) return
    isComing = true
    setImmediate(() => {
      isComing = false
      act()
    })
  }
}
