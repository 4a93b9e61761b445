import { expect, test } from 'vitest'
import { toShopifyCarrier } from '../../shopify/carriers.ts'

test.each([
  ['Royal Mail', 'Royal Mail'],
  ['ROYAL MAIL', 'Royal Mail'],
  ['royalmail', 'Royal Mail'],
  ['DPD UK', 'DPD UK'],
  ['dpd', 'DPD'],
  ['Evri', 'Evri'],
  ['Hermes', 'Evri'],
  ['Fedex', 'FedEx'],
  ['ups', 'UPS'],
  ['DHL Express', 'DHL Express'],
  ['ParcelForce', 'Parcelforce'],
  ['Yodel', 'Yodel'],
  ['usps', 'USPS'],
  ['gls', 'GLS'],
])('Shopify knows the courier %s as %s', (vendor, carrier) => {
  expect(toShopifyCarrier(vendor)).toBe(carrier)
})

test('a courier that Shopify does not know keeps its name', () => {
  expect(toShopifyCarrier(' Bob & Sons Vans ')).toBe('Bob & Sons Vans')
})
