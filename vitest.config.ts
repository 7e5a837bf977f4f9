import { defineConfig } from 'vitest/config';

const ARCHITECTURE = 'packages/tooling/src/architecture/**/*.test.ts';
const REAL = '**/*.real.test.ts';
const GENERATED = ['**/node_modules/**', '**/dist/**'];

/** Bounds for what hangs, on any machine: the layers' budgets are what holds the time. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

/** Node runs our sources as they are, and so do the tests: nothing is transformed, and what is measured is what users run. */
const AS_NODE_RUNS_IT = { experimental: { viteModuleRunner: false } };

/** `unit` needs nothing but this machine's processor; `real` needs database servers; `architecture` reads the source. */
export default defineConfig({
  test: {
    // Concurrent tests wait for deadlines of their servers; the contract suite has one chain of them for each version.
    maxConcurrency: 10,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/{src,bootstrap,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.{ts,tsx}'],
          exclude: [...GENERATED, REAL, ARCHITECTURE],
          setupFiles: ['packages/tooling/src/vitest/property-runs.ts'],
          // Half of these tests wait for a disk or a clock: more workers than processors, the main thread has little to do.
          maxWorkers: 3,
          // No module has state that changes, so that files share what they load: a third of the time was loading.
          isolate: false,
          ...AS_NODE_RUNS_IT,
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{packages,apps}/*/{src,test}/**/*.real.test.ts'],
          exclude: GENERATED,
          // A server takes half a gigabyte and most of a core while it starts, and then mostly waits: two files at a time. Each
          // in a process of its own, so that what a failed test leaves running ends with its file.
          maxWorkers: 2,
          ...AS_NODE_RUNS_IT,
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'architecture',
          include: [ARCHITECTURE],
          ...AS_NODE_RUNS_IT,
          testTimeout: 30_000,
        },
      },
    ],
  },
});
