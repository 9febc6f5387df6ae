import { defineConfig } from 'vitest/config';

// Some tests run the program, record with Valgrind or install the package: what they check is not how long that takes.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], setupFiles: ['test/setup.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
});
