import { expect, test } from 'vitest';
import { disco } from './command-line.ts';

test('disco kernel prints the services, and a guest profile beside them', async () => {
  const { code, stdout } = await disco(['kernel', 'pmake-mips', '--beside', 'irix-5.3']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^fault +19 +6,306 +5,549/m);
  expect(stdout).toMatch(/^irix-5.3 assumes$/m);
});

test('disco kernel --json gives both under stable names', async () => {
  const { stdout } = await disco(['kernel', 'pmake-mips', '--beside', 'irix-5.3', '--json']);
  const { services, beside, idle } = JSON.parse(stdout);
  expect(services[1]).toMatchObject({ service: 'fault', from: 'user', entries: 19, complete: 19 });
  expect(beside.name).toBe('irix-5.3');
  expect(beside.services).toHaveLength(12);
  expect(idle.periods).toBe(3);
});

test('a recording of user programs, or a guest nobody knows, is told in one line', async () => {
  const user = await disco(['kernel', 'radix8']);
  expect(user.code).toBe(2);
  expect(user.stderr).toMatch(/^disco: radix8 is a recording of user programs, without a kernel in it; [^\n]+\n$/);
  const guest = await disco(['kernel', 'pmake-mips', '--beside', 'irix']);
  expect(guest.code).toBe(2);
  expect(guest.stderr).toMatch(/^disco: [^\n]*irix[^\n]*irix-5\.3[^\n]*\n$/);
});
