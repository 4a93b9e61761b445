import { buildWorkflowBundle } from './workflow-bundle.ts'

/** `node workers/build-bundle.ts` bundles the workflows once, when an image is built. */
process.stdout.write(`${await buildWorkflowBundle()}\n`)
