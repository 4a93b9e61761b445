import { expect, test } from 'vitest'
import { useLedgers } from './ledger.ts'

const ledgers = useLedgers()

test('what shares units is found through composites inside composites, up and down', async () => {
  const { stockItems } = ledgers.ledger
  const partOf = (stockItemId: string, componentId: string, quantity: number) => ({
    ...{ stockItemId, componentId, quantity },
  })
  await stockItems.replaceComponents(
    ['HAMPER', 'SET', 'GIFT'],
    [
      partOf('HAMPER', 'SET', 3),
      partOf('SET', 'MUG', 2),
      partOf('SET', 'TRAY', 1),
      partOf('GIFT', 'TRAY', 4),
      partOf('GIFT', 'BOW', 1),
    ],
  )
  const hamper = [partOf('HAMPER', 'MUG', 6), partOf('HAMPER', 'TRAY', 3)]
  const set = [partOf('SET', 'MUG', 2), partOf('SET', 'TRAY', 1)]
  const gift = [partOf('GIFT', 'TRAY', 4), partOf('GIFT', 'BOW', 1)]
  const recipesOf = async (id: string) => new Set(await stockItems.listRecipes([id]))
  expect(await recipesOf('MUG')).toEqual(new Set([...hamper, ...set]))
  expect(await recipesOf('HAMPER')).toEqual(new Set([...hamper, ...set, ...gift]))
  expect(await recipesOf('CUP')).toEqual(new Set())
  await stockItems.replaceComponents(['MUG'], [partOf('MUG', 'HAMPER', 1)])
  expect((await recipesOf('MUG')).size).toBeGreaterThan(0)
})
