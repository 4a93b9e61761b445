import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { answer, GuidSchema, operation, type Operation } from './operation.ts'
import type { LinnworksState } from './state.ts'

const MappingSchema = z.object({
  Id: GuidSchema.nullish(),
  StockItemId: GuidSchema,
  ChannelSKU: z.string(),
  Source: z.string(),
  SubSource: z.string(),
  ChannelReferenceId: z.string().nullish(),
  MaxListedQuantity: z.number().int().nullish(),
  EndWhenStock: z.number().int().nullish(),
  StockPercentage: z.number().nullish(),
  IgnoreSync: z.boolean().nullish(),
})

/** `CreateChannelMapping`: says which stock item a channel means by a SKU of its own. */
export function channelMappingOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Inventory/CreateChannelMapping',
      perMinute: 150,
      bound: true,
      input: z.object({ Mappings: z.array(MappingSchema) }),
      run: ({ Mappings }) => {
        const results = state.transaction(() => Mappings.map((mapping) => save(state, mapping)))
        const failed = results.filter((result) => result.ResultStatus === 'FAILED').length
        const partly = failed === results.length ? 'FAILED' : 'PARTIALLY_SUCCESSFUL'
        return answer({
          Results: results,
          TotalResults: results.length,
          ResultStatus: failed === 0 ? 'SUCCESSFUL' : partly,
        })
      },
    }),
  ]
}

function save(state: LinnworksState, mapping: z.infer<typeof MappingSchema>) {
  const id = mapping.Id ?? randomUUID()
  const known = state.items.get(mapping.StockItemId) !== undefined
  if (known) {
    state.channelSkus.put(id, {
      id,
      stockItemId: mapping.StockItemId,
      channelSku: mapping.ChannelSKU,
      source: mapping.Source,
      subSource: mapping.SubSource,
    })
  }
  return {
    Result: {
      ...mapping,
      Id: id,
      ChannelReferenceId: mapping.ChannelReferenceId ?? null,
      MaxListedQuantity: mapping.MaxListedQuantity ?? 0,
      EndWhenStock: mapping.EndWhenStock ?? 0,
      StockPercentage: mapping.StockPercentage ?? 0,
      IgnoreSync: mapping.IgnoreSync ?? false,
    },
    ResultStatus: known ? 'SUCCESSFUL' : 'FAILED',
    Message: known ? '' : 'Stock item not found.',
  }
}
