/**
 * The carriers of this trade in the spelling by which Shopify links a parcel's tracking. Source:
 * Shopify docs, supported companies of FulfillmentTrackingInfo.
 */
const SPELLINGS = [
  ...['APC', 'An Post', 'Amazon Logistics UK', 'Australia Post', 'Canada Post', 'Chronopost'],
  ...['Colissimo', 'Correos', 'DHL Express', 'DHL Parcel', 'DHL eCommerce', 'DPD', 'DPD Ireland'],
  ...['DPD Local', 'DPD UK', 'DX', 'Deutsche Post', 'Evri', 'FedEx', 'GLS', 'Mondial Relay'],
  ...['Parcelforce', 'PostNL', 'Royal Mail', 'SEUR', 'Swiss Post', 'TNT', 'Tuffnells', 'UPS'],
  ...['USPS', 'Whistl', 'Yodel'],
]

const BY_KEY = new Map(SPELLINGS.map((name) => [keyOf(name), name]))

/**
 * Whether a fulfilment names the courier of the parcel as Shopify spells it. A courier that
 * Shopify does not list may be called anything but a misspelt other one.
 */
export function isRightCarrier(vendor: string, named: readonly string[]): boolean {
  const wanted = BY_KEY.get(keyOf(vendor))
  if (wanted !== undefined) return named.length > 0 && named.every((name) => name === wanted)
  return named.every((name) => [undefined, name].includes(BY_KEY.get(keyOf(name))))
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
