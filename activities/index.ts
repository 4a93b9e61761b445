import { createCancelConsignments } from './cancel-consignments.ts'
import { createCauseReview } from './cause-review.ts'
import type { Dependencies } from './dependencies.ts'
import { createDispatchSweep } from './dispatch-sweep.ts'
import { createDuplicateSweep } from './duplicate-sweep.ts'
import { createHoldConsignments } from './hold-consignments.ts'
import { createInjectOrder } from './inject-order.ts'
import { createOrderSteps } from './order-steps.ts'
import { createOrderSweep } from './order-sweep.ts'
import { createPostParcel } from './post-parcel.ts'
import { createReadParcel } from './read-parcel.ts'
import { createShopifyOrder } from './shopify-order.ts'
import { createPushHotStock } from './stock/hot-lane/push-hot-stock.ts'
import { createPushShopStock } from './stock/sweep/push-shop-stock.ts'
import { createReadCatalogue } from './stock/reading/read-catalogue.ts'
import { createReadLinnworksStock } from './stock/reading/read-linnworks-stock.ts'
import { createReadShopLevels } from './stock/reading/read-shop-levels.ts'
import { createVerifyConsignments } from './verify-consignment.ts'

export type { Dependencies } from './dependencies.ts'

/** What workers host, by the task queue that it runs on. */
export function createActivities(dependencies: Dependencies) {
  return {
    orders: createOrderSteps(dependencies),
    shopify: {
      ...createShopifyOrder(dependencies),
      ...createPostParcel(dependencies),
      ...createOrderSweep(dependencies),
      ...createReadCatalogue(dependencies),
      ...createReadShopLevels(dependencies),
      ...createPushShopStock(dependencies),
      ...createPushHotStock(dependencies),
    },
    linnworks: {
      ...createInjectOrder(dependencies),
      ...createVerifyConsignments(dependencies),
      ...createReadParcel(dependencies),
      ...createCancelConsignments(dependencies),
      ...createHoldConsignments(dependencies),
      ...createDispatchSweep(dependencies),
      ...createCauseReview(dependencies),
      ...createDuplicateSweep(dependencies),
      ...createReadLinnworksStock(dependencies),
    },
  }
}

type ByQueue = ReturnType<typeof createActivities>

/** Every step that has a vendor's queue, by its name. */
export type VendorActivities = ByQueue['shopify'] & ByQueue['linnworks']
