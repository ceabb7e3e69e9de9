// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: [
      { find: /^@pkg\//, replacement: here('./pkg/granary/') },
    ],
  },
  test: {
    environment: 'jsdom',
    testTimeout: 30_000,
    include: ['tests/unit/**/*.spec.ts'],
    setupFiles: ['tests/unit/setup.ts'],
    pool: 'threads',
    poolOptions: { threads: { maxThreads: 2 } },
  },
});
