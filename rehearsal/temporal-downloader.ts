import { TestWorkflowEnvironment } from '@temporalio/testing'

/**
 * The program that `temporal-download.ts` starts: `node temporal-downloader.ts <folder> <version>`.
 * The SDK downloads the dev server as a part of starting it, so it is started once and stopped.
 */
const [downloadDir, version] = process.argv.slice(2)
if (downloadDir === undefined || version === undefined) {
  throw new Error('usage: temporal-downloader.ts <folder> <version>')
}
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir, version } },
})
await environment.teardown()
