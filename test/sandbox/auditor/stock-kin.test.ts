import { describe, expect, test } from 'vitest'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { StockReport } from '../../../sandbox/auditor/index.ts'
import { AURORA, LINNWORKS, SHOPIFY_LOCATIONS } from '../../../sandbox/world.ts'
import { rigOf } from './support.ts'

const inShop = { inventoryItemId: '90000000001', locationId: SHOPIFY_LOCATIONS.london }

const itemsOf = ({ findings }: StockReport) =>
  findings.map(({ kind, level }) => [kind, level?.inventoryItemId])

describe('an item that is sold in several ways', () => {
  const twin = {
    ...AURORA.products[0]!,
    productId: '60000000091',
    variants: [
      {
        ...AURORA.products[0]!.variants[0]!,
        variantId: '80000000091',
        inventoryItemId: '90000000091',
        sku: ' MUG-BLUE ',
      },
    ],
  }
  const boxed = {
    ...twin,
    productId: '60000000092',
    variants: [
      {
        ...twin.variants[0]!,
        variantId: '80000000092',
        inventoryItemId: '90000000092',
        sku: 'BOXED-MUGS',
        stock: { [SHOPIFY_LOCATIONS.london]: 20, [SHOPIFY_LOCATIONS.leeds]: 7 },
      },
    ],
  }
  const box = {
    StockItemId: 'c1000000-0000-4000-8000-000000000092',
    SKU: 'BOXED-MUGS',
    title: 'Two mugs in a box',
    isComposite: true,
    components: [{ SKU: 'MUG-BLUE', quantity: 2 }],
  }
  const rigOfKin = () =>
    rigOf({
      shops: [{ ...AURORA, products: [...AURORA.products, twin, boxed] }],
      linnworks: { items: [...LINNWORKS.items, box] },
    })

  test('is judged in each of them, when one of them sells', async () => {
    const rig = await rigOfKin()
    expect(await rig.auditStock()).toMatchObject({ levels: 14, findings: [] })
    await rig.buy({ [VARIANTS.mug]: 2 })
    expect(itemsOf(await rig.auditStock())).toEqual([
      ['oversold', '90000000091'],
      ['oversold', '90000000092'],
    ])
    const at = { locationId: inShop.locationId }
    await rig.shopper.setOnHand({ ...at, inventoryItemId: '90000000091', quantity: 38 })
    await rig.shopper.setOnHand({ ...at, inventoryItemId: '90000000092', quantity: 19 })
    expect(itemsOf(await rig.auditStock())).toEqual([])
  })

  test('loses what a composite of it sold', async () => {
    const rig = await rigOfKin()
    await rig.buy({ '80000000092': 3 })
    const report = await rig.auditStock()
    expect(itemsOf(report)).toEqual([
      ['oversold', '90000000001'],
      ['oversold', '90000000091'],
    ])
    expect(report.findings[0]?.sentence).toContain('has 40, and 6 of them are sold already')
  })

  test('may be linked to another stock item than its SKU names', async () => {
    const rig = await rigOf()
    const teapot = LINNWORKS.items.find(({ SKU }) => SKU === 'TEAPOT-1L')!.StockItemId
    const { inventoryItemId } = inShop
    const itemLinks = [{ shop: 'aurora', inventoryItemId, stockItemId: teapot.toUpperCase() }]
    const { findings } = await rig.auditStock({ itemLinks })
    expect(findings.map(({ kind, level }) => `${kind} ${level?.sku} ${level?.locationId}`)).toEqual(
      [
        `oversold MUG-BLUE ${SHOPIFY_LOCATIONS.london}`,
        `oversold MUG-BLUE ${SHOPIFY_LOCATIONS.leeds}`,
      ],
    )
  })
})
