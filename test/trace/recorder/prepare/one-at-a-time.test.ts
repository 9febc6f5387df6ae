import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { oneAtATime } from '../../../../src/trace/recorder/prepare/one-at-a-time.ts';

const name = `test ${process.pid}`;

describe.skipIf(process.platform !== 'linux')('work of which one at a time goes on', () => {
  test('is waited for by others, each of which then does its own', async () => {
    const seen: string[] = [];
    let most = 0;
    let now = 0;
    const work = (n: number) => async (): Promise<number> => {
      most = Math.max(most, ++now);
      seen.push(`${n}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      if (n === 1) throw new Error('one fails');
      return n;
    };
    const waits: number[] = [];
    const all = [0, 1, 2, 3, 4].map((n) => oneAtATime(name, work(n), { onWait: () => void waits.push(n) }));
    const results = await Promise.allSettled(all);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
    expect([most, seen.toSorted(), waits.length]).toEqual([1, ['0', '1', '2', '3', '4'], 4]);
  });

  test('of another name does not wait', async () => {
    await oneAtATime(name, () => oneAtATime(`${name} other`, async () => {}));
  });

  test('is not begun by one that was interrupted while it waited', async () => {
    const stop = new AbortController();
    const begun: string[] = [];
    await oneAtATime(name, async () => {
      const other = oneAtATime(name, async () => begun.push('other'), { signal: stop.signal, onWait: () => setImmediate(() => stop.abort()) }); // biome-ignore format: a call
      await expect(other).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    });
    expect(begun).toEqual([]);
  });

  test('is nobody’s any more when the process that was at it is killed', async () => {
    const module = fileURLToPath(new URL('../../../../src/trace/recorder/prepare/one-at-a-time.ts', import.meta.url));
    const script = `import { oneAtATime } from ${JSON.stringify(module)};
      await oneAtATime(${JSON.stringify(name)}, () => new Promise(() => { console.log('begun'); setInterval(Object, 1e6); }));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] }); // biome-ignore format: a call
    await once(child.stdout, 'data');
    let waited = false;
    const own = oneAtATime(name, async () => 'own', {
      onWait() {
        waited = true;
        child.kill('SIGKILL');
      },
    });
    expect([await own, waited]).toEqual(['own', true]);
  });
});
