import { readFileSync } from 'node:fs'
import { defineConfig, type DummyRuleMap } from 'oxlint'

/** What a folder may import: folders of ours, packages, and `node` for Node's own modules. */
interface Allowance {
  readonly folders: readonly string[]
  readonly packages: readonly string[]
}

const TEMPORAL_CLIENT = ['@temporalio/client', '@temporalio/common']
const WEB_SERVER = ['fastify', 'pino']

/** A connection that is closed under a call ends the process: `lib/` opens those that do not. */
const BARE_CONNECTION = {
  name: '@temporalio/client',
  importNames: ['Connection'],
  allowTypeImports: true,
  message: 'Open it by lib/temporal-connection.ts, which survives being closed under a call.',
}

/**
 * The architecture. Only values count: types may cross freely. `workflows/contract` is what the
 * workflows show to the outside: a name with a slash allows those files of the folder alone.
 * `workers` may use every package, `rehearsal` and `test` may import anything.
 */
const ARCHITECTURE: Readonly<Record<string, Allowance>> = {
  domain: { folders: [], packages: [] },
  lib: {
    folders: [],
    packages: [
      'node',
      'axios',
      'dataloader',
      'zod',
      'pino',
      'pino-pretty',
      'yaml',
      'fastify',
      'prom-client',
      // Temporal's client speaks gRPC, and its interceptors are gRPC's.
      '@temporalio/client',
      '@grpc/grpc-js',
    ],
  },
  shopify: { folders: ['domain', 'lib'], packages: ['node', 'axios', 'zod'] },
  linnworks: { folders: ['domain', 'lib'], packages: ['node', 'axios', 'zod'] },
  ledger: { folders: ['domain', 'lib'], packages: ['node', 'kysely', 'pg'] },
  activities: {
    folders: ['domain', 'lib', 'shopify', 'linnworks', 'ledger'],
    packages: ['node', '@temporalio/activity', '@temporalio/common'],
  },
  workflows: { folders: ['domain'], packages: ['@temporalio/workflow', '@temporalio/common'] },
  client: {
    folders: ['domain', 'lib', 'ledger', 'shopify', 'linnworks', 'console', 'workflows/contract'],
    packages: [
      'node',
      'zod',
      'commander',
      'cli-table3',
      'log-update',
      ...TEMPORAL_CLIENT,
      ...WEB_SERVER,
    ],
  },
  console: {
    folders: ['domain', 'lib', 'ledger', 'shopify', 'linnworks', 'client', 'workflows/contract'],
    packages: ['node', 'zod', ...TEMPORAL_CLIENT, ...WEB_SERVER],
  },
  workers: {
    folders: ['domain', 'lib', 'shopify', 'linnworks', 'ledger', 'activities', 'workflows'],
    packages: ['node', ...listPackages()],
  },
  sandbox: { folders: ['lib'], packages: ['node', 'zod', 'graphql', ...WEB_SERVER] },
}

const FOLDERS = [...Object.keys(ARCHITECTURE), 'rehearsal', 'test']

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'node', 'promise', 'vitest'],
  categories: { correctness: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['.waybill/**', 'test/replay/histories/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-extraneous-class': 'error',
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'node/no-process-env': 'error',
    'unicorn/prefer-node-protocol': 'error',
    // Our interfaces are made of closures, which have no `this` to lose.
    'typescript/unbound-method': 'off',
    // Spreading literal lists keeps a long command line readable.
    'unicorn/no-useless-spread': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    'no-console': 'error',
  },
  overrides: [
    ...Object.entries(ARCHITECTURE).map(([folder, allowance]) => ({
      files: [`${folder}/**/*.ts`],
      rules: { 'no-restricted-imports': forbid(folder, allowance) },
    })),
    {
      files: ['rehearsal/**/*.ts', 'test/**/*.ts'],
      rules: { 'no-restricted-imports': ['error', { paths: [BARE_CONNECTION] }] },
    },
    // It shows what a bare connection comes to.
    { files: ['test/lib/ended-calls.test.ts'], rules: { 'no-restricted-imports': 'off' } },
    { files: ['lib/config.ts', 'lib/environment.ts'], rules: { 'node/no-process-env': 'off' } },
    {
      files: ['client/cli.ts', 'client/cli/**/*.ts', 'sandbox/main.ts', 'rehearsal/**/*.ts'],
      rules: { 'no-console': 'off' },
    },
    {
      files: ['test/**/*.ts'],
      rules: { 'typescript/no-non-null-assertion': 'off', 'no-console': 'off' },
    },
    // The objects of a shop point at each other, and so do the views of them.
    { files: ['sandbox/shopify/**/*.ts'], rules: { 'import/no-cycle': 'off' } },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    // vitest calls the default export of a global setup.
    { files: ['test/support/global-setup.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
})

/** Everything that is not allowed is named, so a new folder or dependency is forbidden at first. */
function forbid(
  folder: string,
  { folders, packages }: Allowance,
): NonNullable<DummyRuleMap['no-restricted-imports']> {
  const patterns = FOLDERS.filter((other) => other !== folder && !folders.includes(other)).map(
    (other) => forbidFolder(folder, other, folders),
  )
  const banned = listPackages().filter((name) => !packages.includes(name))
  const paths = folder === 'lib' || banned.includes(BARE_CONNECTION.name) ? [] : [BARE_CONNECTION]
  const names = [...banned.map(escapeRegex), ...(packages.includes('node') ? [] : ['node:.*'])]
  return [
    'error',
    {
      paths,
      patterns: [
        ...patterns,
        {
          regex: `^(${names.join('|')})(/.*)?$`,
          allowTypeImports: true,
          message: `${folder}/ may not use this package: see ARCHITECTURE in oxlint.config.ts.`,
        },
      ],
    },
  ]
}

function forbidFolder(folder: string, other: string, allowed: readonly string[]) {
  const faces = allowed
    .filter((name) => name.startsWith(`${other}/`))
    .map((name) => `!**/../${name}*`)
  return {
    group: [`../**/${other}/**`, ...faces],
    allowTypeImports: true,
    message: `${folder}/ may not import from ${other}/: see ARCHITECTURE in oxlint.config.ts.`,
  }
}

function listPackages(): string[] {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8')
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text)
  return [...Object.keys(dependencies), ...Object.keys(devDependencies)]
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}
