/** Shopify links a parcel's tracking only for these spellings (the schema's FulfillmentTrackingInfo). */
const SHOPIFY_CARRIERS = [
  'Amazon Logistics UK',
  'An Post',
  'APC',
  'Australia Post',
  'BPost',
  'Canada Post',
  'Chronopost',
  'Colissimo',
  'Correos',
  'Deutsche Post',
  'DHL eCommerce',
  'DHL Express',
  'DHL Parcel',
  'DPD',
  'DPD Ireland',
  'DPD Local',
  'DPD UK',
  'DX',
  'Evri',
  'FedEx',
  'GLS',
  'Mondial Relay',
  'OnTrac',
  'Parcelforce',
  'Poste Italiane',
  'PostNL',
  'Purolator',
  'Royal Mail',
  'SEUR',
  'Swiss Post',
  'TNT',
  'Tuffnells',
  'UPS',
  'USPS',
  'Whistl',
  'Yodel',
]

/** What Linnworks' couriers are called besides. */
const ALIASES: Readonly<Record<string, string>> = {
  amazonshipping: 'Amazon Logistics UK',
  dhl: 'DHL Express',
  dhlexpressuk: 'DHL Express',
  dhlparceluk: 'DHL Parcel',
  federalexpress: 'FedEx',
  hermes: 'Evri',
  hermesuk: 'Evri',
  myhermes: 'Evri',
  parcelforceworldwide: 'Parcelforce',
  royalmailgroup: 'Royal Mail',
  royalmailclickanddrop: 'Royal Mail',
  royalmailobaclickanddrop: 'Royal Mail',
  tntuk: 'TNT',
  unitedparcelservice: 'UPS',
  unitedstatespostalservice: 'USPS',
}

const BY_KEY = new Map(SHOPIFY_CARRIERS.map((carrier) => [toKey(carrier), carrier]))

/** A Linnworks vendor in Shopify's exact spelling; one that Shopify does not know stays as it is. */
export function toShopifyCarrier(vendor: string): string {
  const key = toKey(vendor)
  return BY_KEY.get(key) ?? ALIASES[key] ?? vendor.trim()
}

function toKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
