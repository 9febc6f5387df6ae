import { expect, test } from 'vitest';
import { loadGuest } from '../../src/guest/guest-os.ts';
import { assumedKernel } from '../../src/guest/measured/assumed.ts';
import { kernelProfile } from '../../src/guest/measured/index.ts';
import {
  allPrivileged,
  countOf,
  kernelInstructions,
  kernelJson,
  privilegedRow,
} from '../../src/report/studies/kernel/kernel.ts';
import { kernelReport } from '../../src/report/studies/kernel/terminal.ts';
import { openTrace } from '../../src/trace/open.ts';
import { Privileged } from '../../src/trace/words/vocabulary.ts';

const profileOf = async (name: string) => kernelProfile(await openTrace(name));

test.each([
  [Privileged.readRegister, 12, 0, 'mfc0 Status', true],
  [Privileged.writeRegister, 12, 0, 'mtc0 Status', false],
  [Privileged.readRegister, 9, 0, 'mfc0 Count', false],
  [Privileged.writeRegister, 14, 0, 'mtc0 EPC', true],
  [Privileged.readRegister, 15, 1, 'mfc0 EBase', true],
  [Privileged.readRegister, 22, 3, 'mfc0 $22.3', true],
  [Privileged.cacheOperation, 21, 0, 'cache 21', false],
  [Privileged.exceptionReturn, 0, 0, 'eret', false],
  [Privileged.interruptControl, 12, 0, 'di, ei', false],
] as const)('privileged instruction %i of register %i.%i is %s', (instruction, register, select, name, specialPage) => {
  expect(privilegedRow({ instruction, register, select, count: 3 })).toMatchObject({ name, specialPage, count: 3 });
});

test('shares and totals of pmake on Linux', async () => {
  const profile = await profileOf('pmake-mips');
  const all = allPrivileged(profile);
  expect(kernelInstructions(profile)).toBe(326_658);
  expect(countOf(all, () => true)).toBe(4_246);
  expect(countOf(all, ({ name }) => name === 'cache 21')).toBe(1_792);
  expect(countOf(all, ({ specialPage }) => specialPage)).toBe(
    countOf(all, ({ name }) => /^mfc0 (?!Count|Random)|^mtc0 (EntryLo|EPC)/.test(name)),
  );
});

test('the report fits 80 columns and names what it sets beside', async () => {
  const guest = loadGuest('irix-5.3');
  const beside = { name: guest.name, profile: await assumedKernel(guest) };
  for (const name of ['pmake-mips', 'shell-mips']) {
    const text = kernelReport({ source: name }, await profileOf(name), beside);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text.match(/^irix-5.3 assumes$/gm)).toHaveLength(3);
    expect(text).toMatch(/^system call +256 +1,000 +1,000/m);
  }
});

test('a trace with no kernel in it has a report all the same', async () => {
  const text = kernelReport({ source: 'radix8' }, await profileOf('radix8'));
  expect(text).toMatch(/^kernel +0, 0.0 %/m);
  expect(text).not.toContain('NaN');
});

test('as JSON, privileged instructions have names', async () => {
  const { services } = kernelJson(await profileOf('pmake-mips'));
  expect(services[0].privileged).toContainEqual({ name: 'eret', kind: 'return', specialPage: false, count: 15 });
});
