import { z } from 'zod'
import { answerNothing, GuidSchema, operation, type Operation } from './operation.ts'
import type { LinnworksState } from './state.ts'

const InputSchema = z.object({
  parameters: z.object({
    InventoryItemIds: z.array(GuidSchema),
    SelectedRegions: z.array(z.unknown()).nullish(),
    Token: GuidSchema.nullish(),
  }),
})

/** Taking items out of what is sold, and back in. What they have on the shelves stays there. */
export function archiveOperations(state: LinnworksState): Operation[] {
  const operationOf = (name: string, archived: boolean) =>
    operation({
      path: `/api/Inventory/${name}`,
      perMinute: 150,
      input: InputSchema,
      run: ({ parameters }) => {
        state.transaction(() => {
          for (const id of parameters.InventoryItemIds) {
            const item = state.items.get(id)
            if (item !== undefined) state.items.save({ ...item, archived })
          }
        })
        return answerNothing(204)
      },
    })

  return [operationOf('ArchiveInventoryItems', true), operationOf('UnarchiveInventoryItems', false)]
}
