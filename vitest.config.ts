import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What `npm test` leaves out: fits, which set whole workloads beside published numbers, and what takes minutes for other causes. */
const SLOW_ONLY = ['test/**/*fit.test.ts', 'test/**/*.slow.test.ts'];
/** Files with draws or lengths that test/pace.ts divides: `npm run test:slow` has all of them. */
const paced = () =>
  globSync('test/**/*.test.ts').filter((file) => /'fast-check'|\/pace\.ts'/.test(readFileSync(file, 'utf8')));

/** `--mode slow`: the slow suite; `--mode all`: both at once, each file once, with all draws and lengths; else the quick one. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'slow' ? [...SLOW_ONLY, ...paced()] : ['test/**/*.test.ts'],
    exclude: mode === 'slow' || mode === 'all' ? [] : SLOW_ONLY,
    env: { DISCO_SUITE: mode === 'slow' || mode === 'all' ? 'slow' : 'quick' },
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    // Files share the modules that they import, which keep no state: loading them for each file would take a minute.
    isolate: false,
    // Each machine that is replayed has large arrays, for which V8 would collect garbage every few machines: half of the suite's CPU time.
    execArgv: ['--external-memory-accounted-in-global-limit', '--initial-heap-size=400'],
    maxWorkers: '100%',
    // Node loads the sources, as for users: Vite's module runner turns each use of an import into a look-up, which halves the speed of replay.
    experimental: { viteModuleRunner: false },
    // Against hangs alone, on a machine however busy: what tests check is not how long something takes, and none has a limit of its own.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 600_000 } },
  },
}));
