import { buildWorkflowBundle } from './workflow-bundle.ts'

/** `node workers/build-bundle.ts [PATH]` bundles the workflows once, when an image is built. */
const [path] = process.argv.slice(2)
const built = await buildWorkflowBundle(path === undefined ? {} : { path })
process.stdout.write(`${built}\n`)
