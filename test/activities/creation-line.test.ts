import { beforeEach, describe, expect, test } from 'vitest'
import { type CreationEnd, createCreationLine } from '../../activities/creation-line.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { claimAs, claimOf, useLedgers } from '../ledger/ledger.ts'
import { consignmentOf } from '../linnworks/twin.ts'
import { uniqueName } from '../support/servers.ts'
import { type Calls, departing, emptyLedger, failure, linnworksOf } from './fakes.ts'

const ledgers = useLedgers()

describe('orders that are injected at the same moment', () => {
  let ledger: Ledger
  let calls: Calls
  /** The references that travelled together, call by call. */
  let sent: string[][]
  let shelf: LinnworksOrder[]

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    calls = []
    sent = []
    shelf = []
  })

  test('share one create and one read-back, and each gets its own', async () => {
    const ends = await create(['1', '2', '3'])
    expect(calls).toEqual(['createOrders', 'getOrdersById'])
    expect(ends.map(referencesOf)).toEqual([['1'], ['2'], ['3']])
    expect(await statesOf(['1', '2', '3'])).toEqual(['sent', 'sent', 'sent'])
  })

  test('share a call with those of their own location only', async () => {
    const line = lineOf()
    await Promise.all(
      [
        ...(await Promise.all(['1', '2'].map((each) => join(line, each, 'London')))),
        await join(line, '3', 'Leeds'),
      ].map(({ end }) => end),
    )
    expect(sent.map((each) => each.toSorted().join()).toSorted()).toEqual(['1,2', '3'])
  })

  test('travel twenty at a time', async () => {
    const references = Array.from({ length: 45 }, (_, index) => `${index}`)
    await create(references)
    expect(sent.map((each) => each.length)).toEqual([20, 20, 5])
  })

  test('let none be taken along by one that is refused: the bad one alone hears why', async () => {
    const ends = await create(['1', '2', 'bad', '4', '5'])
    expect(ends.map(({ kind }) => kind)).toEqual([
      ...['standing', 'standing', 'refused', 'standing', 'standing'],
    ])
    expect(shelf.map(({ reference }) => reference).toSorted()).toEqual(['1', '2', '4', '5'])
    expect(await statesOf(['bad'])).toEqual(['claimed'])
  })

  test('are not created again by the halves where a refused call saved the good ones', async () => {
    const ends = await create(['1', '2', 'bad', '4'], { savesTheGood: true })
    expect(ends.map(({ kind }) => kind)).toEqual(['standing', 'standing', 'refused', 'standing'])
    expect(shelf.map(({ reference }) => reference).toSorted()).toEqual(['1', '2', '4'])
  })

  test('are not refused where the call that was refused saved them, a lone one neither', async () => {
    const createOrders: LinnworksClient['createOrders'] = async ({ orders }) => {
      const leaving = await departing(orders)
      shelf.push(...leaving.map(({ reference }) => standing(reference)))
      throw failure('rejected', 'CreateOrders')
    }
    const { end } = await join(lineOf({ createOrders }), '1')
    expect(referencesOf(await end)).toEqual(['1'])
  })

  test('end each for itself where a refused call is parted and one half loses its reply', async () => {
    let creates = 0
    const createOrders: LinnworksClient['createOrders'] = async ({ orders }) => {
      const leaving = (await departing(orders)).map(({ reference }) => reference)
      creates += 1
      if (creates === 1) throw failure('rejected', 'CreateOrders')
      if (leaving.includes('2')) throw failure('ambiguous', 'CreateOrders')
      shelf.push(...leaving.map(standing))
      return leaving.map(idOf)
    }
    const line = lineOf({ createOrders })
    const going = await Promise.all(['1', '2'].map((each) => join(line, each)))
    const ends = await Promise.all(going.map(({ end }) => end))
    expect(ends.map(({ kind }) => kind)).toEqual(['standing', 'failed'])
    expect(await statesOf(['2'])).toEqual(['sent'])
  })

  test('are sent without the one whose turn was taken meanwhile', async () => {
    const line = lineOf()
    const another = line.enter()
    const going = await Promise.all(['1', '2'].map((each) => join(line, each)))
    await ledger.orders.takeTurn({ shop: 'aurora', orderId: '2' }, 'the cancellation')
    another.leave()
    const ends = await Promise.all(going.map(({ end }) => end))
    expect(ends.map(({ kind }) => kind)).toEqual(['standing', 'superseded'])
    expect(sent).toEqual([['1']])
  })

  test('are looked up one by one where they cannot be read back together, and fail alone', async () => {
    const refused = () => Promise.reject(failure('rejected', 'GetOrdersById'))
    const line = lineOf({
      getOrdersById: refused,
      findOrdersByReference: async ({ reference }) => {
        if (reference === '2') throw failure('rejected', 'GetOrderDetailsByReferenceId')
        return shelf.filter((each) => each.reference === reference)
      },
    })
    const going = await Promise.all(['1', '2', '3'].map((each) => join(line, each)))
    const ends = await Promise.all(going.map(({ end }) => end))
    expect(ends.map(({ kind }) => kind)).toEqual(['standing', 'failed', 'standing'])
  })

  test('all stay sent where the reply was lost: each of them is looked for by its own attempt', async () => {
    const lost: LinnworksClient['createOrders'] = async ({ orders }) => {
      await departing(orders)
      throw failure('ambiguous', 'CreateOrders')
    }
    const line = lineOf({ createOrders: lost })
    const going = await Promise.all(['1', '2'].map((each) => join(line, each)))
    const ends = await Promise.allSettled(going.map(({ end }) => end))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await statesOf(['1', '2'])).toEqual(['sent', 'sent'])
  })

  test('are claimed again where the call certainly did nothing', async () => {
    const refused: LinnworksClient['createOrders'] = async ({ orders }) => {
      await departing(orders)
      throw failure('throttled', 'CreateOrders')
    }
    const line = lineOf({ createOrders: refused })
    const going = await Promise.all(['1', '2'].map((each) => join(line, each)))
    await Promise.allSettled(going.map(({ end }) => end))
    expect(await statesOf(['1', '2'])).toEqual(['claimed', 'claimed'])
  })

  async function create(
    references: readonly string[],
    vendor: { readonly savesTheGood?: boolean } = {},
  ): Promise<readonly CreationEnd[]> {
    const line = lineOf({}, vendor)
    const going = await Promise.all(references.map((each) => join(line, each)))
    return await Promise.all(going.map(({ end }) => end))
  }

  /** An order of its own, claimed as an injection does it; its id is its reference. */
  async function join(
    line: ReturnType<typeof createCreationLine>,
    reference: string,
    locationName = 'London',
  ): Promise<{ readonly end: Promise<CreationEnd> }> {
    const place = line.enter()
    const token = uniqueName('attempt')
    const key = { shop: 'aurora', orderId: reference }
    await ledger.orders.receive(key)
    await claimAs(ledger, key, [claimOf({ reference })], token)
    const order = consignmentOf({ shop: 'aurora', reference, locationName })
    return { end: place.create({ shop: 'aurora', reference, token, order }) }
  }

  function lineOf(
    methods: Partial<LinnworksClient> = {},
    { savesTheGood = false }: { readonly savesTheGood?: boolean } = {},
  ) {
    const linnworks = linnworksOf(calls, {
      createOrders: async ({ orders }) => {
        const leaving = (await departing(orders)).map(({ reference }) => reference)
        if (leaving.length === 0) return []
        sent.push(leaving)
        const isRefused = leaving.includes('bad')
        const good = leaving.filter((each) => each !== 'bad')
        if (!isRefused || savesTheGood) shelf.push(...good.map(standing))
        if (isRefused) throw failure('rejected', 'CreateOrders')
        return leaving.toReversed().map(idOf)
      },
      getOrdersById: async (ids) => shelf.filter((each) => ids.includes(each.linnworksOrderId)),
      findOrdersByReference: async ({ reference }) =>
        shelf.filter((each) => each.reference === reference),
      ...methods,
    })
    return createCreationLine({ linnworks, ledger })
  }

  async function statesOf(references: readonly string[]) {
    const rows = references.map((each) => ledger.consignments.findByReference('aurora', each))
    return (await Promise.all(rows)).map((row) => row?.state)
  }
})

function referencesOf(end: CreationEnd): readonly string[] {
  return end.kind === 'standing' ? end.found.map(({ reference }) => reference) : []
}

function idOf(reference: string): string {
  return `pk-${reference}`
}

function standing(reference: string): LinnworksOrder {
  return linnworksOrderOf({ reference, subSource: 'aurora', linnworksOrderId: idOf(reference) })
}
