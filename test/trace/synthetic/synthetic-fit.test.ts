import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../../src/price/costs.ts';
import { price, timeRows } from '../../../src/price/price.ts';
import { countRows } from '../../../src/replay/counts/counts.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { loadWorkload, synthesize } from '../../../src/trace/synthetic/index.ts';

/** Where a workload's time goes on IRIX. Published numbers beside it are the paper's. */
interface Fit {
  /** Nanoseconds of user code, and of the kernel with its refill handler. */
  user: number;
  system: number;
  /** Waiting for disks. */
  idle: number;
  userInstructions: number;
  /** Per cent of system time and mean microseconds, by service; UTLB_MISS is `utlb`. */
  services: Map<string, { percent: number; meanUs: number }>;
}

async function onIrix(name: string): Promise<Fit> {
  const workload = loadWorkload(name);
  const trace = synthesize(workload, name);
  const counts = await replay(trace, loadStructure('irix'), { warmup: workload.warmup.value });
  const calls = new Map<string, number>();
  let userInstructions = 0;
  for (const { warmup, mode, event, service, count } of countRows(counts)) {
    if (warmup) continue;
    const refill = service === 'tlbRefill' ? 'utlb' : service;
    const what = event === 'serviceEntered' ? refill : '';
    calls.set(what, (calls.get(what) ?? 0) + count);
    if (event === 'instruction' && mode === 'user') userInstructions += count;
  }
  const times = new Map<string, number>();
  for (const { mode, service, part, ns } of timeRows(price(counts, loadCosts('flash')))) {
    const whose = part === 'idle' ? 'idle' : part === 'tlbRefill' ? 'utlb' : mode === 'user' ? 'user' : service;
    times.set(whose, (times.get(whose) ?? 0) + ns);
  }
  const user = times.get('user') ?? 0;
  times.delete('user');
  const idle = times.get('idle') ?? 0;
  times.delete('idle');
  const system = [...times.values()].reduce((sum, ns) => sum + ns, 0);
  const services = [...times].map(
    ([service, ns]) =>
      [service, { percent: (100 * ns) / system, meanUs: ns / 1000 / (calls.get(service) ?? Number.NaN) }] as const,
  );
  return { user, system, idle, userInstructions, services: new Map(services) };
}

const within = (value: number, published: number, tolerance: number, what: string): void => {
  expect(value, what).toBeGreaterThan(published - tolerance);
  expect(value, what).toBeLessThan(published + tolerance);
};

test.each([
  ['engineering-1cpu', 5.93],
  ['raytrace-1cpu', 3.43],
  ['database', 13.61],
])('%s on IRIX spends the kernel’s share of Figure 5, nine tenths of it in TLB refills', async (name, kernel) => {
  const { user, system, services } = await onIrix(name);
  within((100 * system) / (user + system), kernel, 0.25, 'per cent in the kernel');
  within(services.get('utlb')?.percent ?? 0, 90, 3, 'per cent of system time');
});

describe('pmake on IRIX', async () => {
  const fit = await onIrix('pmake');

  test('shares the CPU between user and kernel as in Figure 5, within a point', () => {
    const user = (68.31 * fit.user) / (fit.user + fit.system);
    within(user, 49.58, 1, 'user');
    within(68.31 - user, 18.73, 1, 'kernel');
  });

  test('spends its system time as Table 2 says, within a tenth of each share and of each mean time', () => {
    const published: [string, number, number][] = [
      ['demandZero', 30, 21], ['quickFault', 10, 5], ['open', 9, 42], ['utlb', 7, 0.035], ['write', 6, 12], ['read', 6, 23], ['execve', 6, 437],
    ]; // biome-ignore format: a table
    for (const [service, percent, meanUs] of published) {
      within(fit.services.get(service)?.percent ?? 0, percent, percent / 10, `per cent in ${service}`);
      within(fit.services.get(service)?.meanUs ?? 0, meanUs, meanUs / 10, `mean time of ${service}`);
    }
  });

  test('idles as in Figure 5, within two points', () => {
    within((100 * fit.idle) / (fit.user + fit.system + fit.idle), 31.69, 2, 'idle');
  });
});
