import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createActivities, type Dependencies } from '../../activities/index.ts'
import { chanceOf } from '../../rehearsal/chance.ts'
import { planDay } from '../../rehearsal/gauntlet/day-plan.ts'
import { createExecutioner } from '../../rehearsal/gauntlet/executioner.ts'
import { listUnstruck, writes } from '../../rehearsal/gauntlet/fault-plan.ts'
import {
  listPoints,
  namePoint,
  stepProfiles,
  stepsOfStock,
} from '../../rehearsal/gauntlet/kill-plan.ts'
import { listUnmet } from '../../rehearsal/gauntlet/storm.ts'
import type { Vendor } from '../../rehearsal/twins.ts'

const PROGRAM = fileURLToPath(new URL('../../rehearsal/gauntlet.ts', import.meta.url))
const size = { seed: 7, orders: 300, kills: 40 }

describe('the plan of a gauntlet', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(JSON.stringify(planDay(size))).toBe(JSON.stringify(planDay(size)))
    expect(JSON.stringify(planDay({ ...size, seed: 8 }))).not.toBe(JSON.stringify(planDay(size)))
  })

  test('knows every step that a worker hosts', () => {
    // Nothing is called: only the names of the steps are asked for.
    const hosted = createActivities({} as Dependencies)
    const names = Object.values(hosted).flatMap((steps) => Object.keys(steps))
    const known = [...Object.keys(stepProfiles), ...stepsOfStock]
    expect(known.toSorted()).toEqual(names.toSorted())
  })

  test('at full size strikes every boundary of every step', () => {
    const points = planDay(size).killPoints.map(({ name }) => name)
    expect(points.toSorted()).toEqual(listPoints().toSorted())
    expect(points).toContain('injectOrder CreateOrders received')
    expect(points).toContain('recordProgress done')
  })

  test('with few kills strikes what every order passes', () => {
    const points = planDay({ ...size, orders: 24, kills: 10 }).killPoints
    expect(points).toHaveLength(10)
    for (const { name } of points)
      expect(stepProfiles[name.split(' ', 1).join('')]?.frequent).toBe(true)
  })

  test('knows every write of the clients but those of stock and of setup', () => {
    const others = {
      linnworks: [],
      shopify: ['inventorySetQuantities', 'inventoryActivate', 'webhookSubscriptionCreate'],
    }
    for (const vendor of ['linnworks', 'shopify'] as const) {
      const known = [...writes[vendor], ...others[vendor]]
      expect(listClientWrites(vendor)).toEqual(known.toSorted())
    }
  })

  test('loses the reply of every write, and carries every write out late', () => {
    const planned = planDay(size).faults.map(({ rule }) => `${rule.operation}:${rule.kind}`)
    for (const operation of [...writes.linnworks, ...writes.shopify]) {
      expect(planned).toContain(`${operation}:replyLost`)
      expect(planned).toContain(`${operation}:lateCommit`)
    }
    expect(listUnstruck({})).toHaveLength(18)
    expect(listUnstruck({ 'CreateOrders:replyLost': 1 })).not.toContain('CreateOrders:replyLost')
  })
})

test('a day is too quiet while no cancel or no edit of an address met an unsettled create', () => {
  expect(listUnmet({ cancels: 0, addressEdits: 3 })).toEqual(['cancels'])
  expect(listUnmet({ cancels: 1, addressEdits: 1 })).toEqual([])
})

describe('the executioner', () => {
  test('kills a worker while it stands at the point, and lets its call at the vendor be carried out after', async () => {
    const { executioner, killed } = executionerOf(['injectOrder CreateOrders received'])
    const caller = 'worker-1/injectOrder/1'
    let isCarriedOut = false
    const call = executioner
      .meetCall({ vendor: 'linnworks', operation: 'CreateOrders', moment: 'received', caller })
      .then(() => {
        isCarriedOut = true
      })
    await vi.waitFor(() => expect(killed).toEqual(['worker-1']))
    expect(isCarriedOut).toBe(false)
    await call
    expect(executioner).toMatchObject({ kills: 1 })
    expect([...executioner.struck.keys()]).toEqual(['injectOrder CreateOrders received'])
  })

  test('strikes with one kill all that its worker holds at that moment', async () => {
    const { executioner, killed } = executionerOf(['injectOrder begins', 'readParcel done'])
    await Promise.all([
      executioner.meetWorker({ worker: 'worker-1', step: 'injectOrder', boundary: 'begins' }),
      executioner.meetWorker({ worker: 'worker-1', step: 'readParcel', boundary: 'done' }),
    ])
    expect(killed).toEqual(['worker-1'])
    expect(executioner.struck.size).toBe(2)
  })

  test('never kills the last one that works', async () => {
    const { executioner, killed } = executionerOf(['injectOrder begins'], 1)
    await executioner.meetWorker({ worker: 'worker-1', step: 'injectOrder', boundary: 'begins' })
    expect(killed).toEqual([])
    expect(executioner.listOpen()).toEqual(['injectOrder begins'])
  })

  test('takes the reply of a call that changed nothing for no point of the plan', async () => {
    const { executioner, killed } = executionerOf(['injectOrder CreateOrders answered'])
    const caller = 'worker-1/injectOrder/1'
    await executioner.meetCall({
      vendor: 'linnworks',
      operation: 'CreateOrders',
      moment: 'received',
      caller,
    })
    const answered = {
      worker: 'worker-1',
      step: 'injectOrder',
      boundary: 'answered',
      caller,
    } as const
    await executioner.meetWorker(answered)
    expect(killed).toEqual([])
    expect(namePoint('injectOrder', 'answered', 'CreateOrders')).toBe(
      'injectOrder CreateOrders answered',
    )
  })
})

test.each([
  [['--orders', 'many'], '--orders takes a whole number'],
  [['--sede', '7'], "Unknown option '--sede'"],
])('the program explains what it cannot make sense of: %s', async (args, sentence) => {
  const { code, text } = await runProgram(args)
  expect(text).toContain(sentence)
  expect(code).toBe(2)
})

/** By what the client's own files say of their operations. */
function listClientWrites(vendor: Vendor): readonly string[] {
  const folder = new URL(`../../${vendor}/`, import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  const text = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
  const named = [...text.matchAll(/operation: '(\w+)',[^}]*?effect: '(\w+)',/g)]
  // An operation that says its name or its effect in another way would be overlooked.
  expect(named.filter(([, , effect]) => effect === 'write')).toHaveLength(
    text.match(/effect: 'write'(?! *\|)/g)?.length ?? 0,
  )
  return named
    .flatMap(([, operation = '', effect]) => (effect === 'write' ? [operation] : []))
    .toSorted()
}

test('a gauntlet that is interrupted says in its last line what it knows', async () => {
  const { code, out } = await runProgram(['--seed', '7', '--orders', '20'], (text, child) => {
    if (text.includes('orders placed')) child.kill('SIGINT')
  })
  const last: unknown = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
  expect(last).toEqual({
    gauntlet: true,
    seed: 7,
    orders: expect.toSatisfy((orders: number) => orders > 0),
    kills: expect.any(Number),
    faults: expect.any(Number),
    converged: false,
  })
  expect(code).toBe(1)
}, 180_000)

function executionerOf(names: readonly string[], ready = 2) {
  const killed: string[] = []
  const executioner = createExecutioner(
    {
      isReady: () => true,
      countReady: () => ready,
      kill: (worker) => {
        killed.push(worker)
        return true
      },
    },
    {
      points: names.map((name) => ({ name, nth: 1 })),
      kills: 1,
      chance: chanceOf(7, 'deaths'),
    },
  )
  return { executioner, killed }
}

/** In a folder of its own; `hear` is told of each word, and may strike the program. */
async function runProgram(
  args: readonly string[],
  hear: (text: string, child: ChildProcess) => void = () => undefined,
) {
  const cwd = mkdtempSync(join(tmpdir(), 'waybill-gauntlet-program-'))
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd })
  onTestFinished(() => {
    child.kill()
    rmSync(cwd, { recursive: true, force: true })
  })
  let [text, out] = ['', '']
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => {
    text += part.toString()
    hear(text, child)
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, text, out }
}
