import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Ground } from './ground.ts'
import type { Stack } from './stack.ts'

/**
 * Tells other programs, the command line above all, where a running rehearsal can be reached:
 * `run.json`, and beside it the configuration, which holds the sandbox's secrets.
 */
export function writeRunFile(
  folder: string,
  ground: Pick<Ground, 'temporalAddress' | 'temporalUiUrl' | 'temporalProgram'>,
  stack: Pick<Stack, 'config' | 'settings' | 'receiverUrl' | 'shopify' | 'linnworks'>,
): { remove(): Promise<void> } {
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'waybill.yaml')
  const file = join(folder, 'run.json')
  writeFileSync(config, stringify(stack.settings), { mode: 0o600 })
  const run = {
    temporal: {
      address: ground.temporalAddress,
      namespace: stack.config.temporal.namespace,
      uiUrl: ground.temporalUiUrl,
      program: ground.temporalProgram,
    },
    receiver: { url: stack.receiverUrl },
    shopifyTwin: { url: stack.shopify.url },
    linnworksTwin: { url: stack.linnworks.url },
    config,
  }
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
  return {
    remove: async () => {
      rmSync(file, { force: true })
      rmSync(config, { force: true })
      await Promise.resolve()
    },
  }
}
