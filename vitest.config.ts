import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Examples import the package by its name, as a user's plugin does.
    alias: [
      { find: 'fluent-bit-node/testing/vitest', replacement: at('src/testing/vitest.ts') },
      { find: 'fluent-bit-node/testing', replacement: at('src/testing/index.ts') },
      { find: /^fluent-bit-node$/, replacement: at('src/index.ts') },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        // Properties are tried on many inputs, and a machine of CI may be busy.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'examples/*/plugin.test.ts', 'templates/*/plugin.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        // The commands of dist/, each in a process and a folder of its own.
        test: { name: 'cli', include: ['test/cli/**/*.test.ts'], fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        // The tarballs of `npm run pack`.
        test: { name: 'package', include: ['test/package/*.test.ts'], fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000 },
      },
      {
        extends: true,
        // Each case waits for time-outs most of the time.
        test: { name: 'faults', include: ['test/faults/*.test.ts'], fileParallelism: false, maxConcurrency: 6, testTimeout: 600_000 },
      },
      {
        extends: true,
        // One real process at a time: two cores, and the hosts share ports. The waits within a test have bounds of their own
        // (support/process.ts), and say what was waited for.
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 },
      },
    ],
  },
});
