import { type AuditReport, audit, type Expectations } from '../sandbox/auditor/index.ts'
import { AURORA, ITEM_LINKS, LINNWORKS, LOCATION_LINKS } from '../sandbox/world.ts'
import type { Stack } from './stack.ts'

/** What the auditor finds at both vendors, who is told what no vendor shows. */
export async function auditVendors(
  { shopify, linnworks }: Pick<Stack, 'shopify' | 'linnworks'>,
  told: Expectations,
): Promise<AuditReport> {
  return await audit({
    shops: [
      {
        shop: AURORA.shop,
        apiUrl: `${shopify.url}/${AURORA.shop}`,
        accessToken: AURORA.accessToken,
      },
    ],
    linnworks: {
      authUrl: linnworks.url,
      applicationId: LINNWORKS.applicationId,
      applicationSecret: LINNWORKS.applicationSecret,
      token: LINNWORKS.token,
    },
    expectations: { locationLinks: LOCATION_LINKS, itemLinks: ITEM_LINKS, ...told },
  })
}
