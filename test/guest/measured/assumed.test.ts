import { expect, test } from 'vitest';
import { loadGuest } from '../../../src/guest/guest-os.ts';
import { assumedKernel } from '../../../src/guest/measured/assumed.ts';

test('every service of the profile is read back as it is specified', async () => {
  const guest = loadGuest('irix-5.3', [
    'services.systemCall.statusWrites=3',
    'services.systemCall.tlbWrites=2',
    'services.systemCall.varyingPages=0',
  ]);
  const { services, outside, switches } = await assumedKernel(guest);
  expect(services.map(({ service }) => service).sort()).toEqual(Object.keys(guest.services).sort());
  expect(outside.instructions).toBe(0);
  expect(switches).toBe(3 * 256 - 1);
  for (const { service, from, entries, complete, perEntry } of services) {
    const shape = guest.services[service as keyof typeof guest.services];
    expect(from, service).toBe('user');
    expect(complete, service).toBe(entries);
    expect(entries, service).toBeGreaterThanOrEqual(255);
    expect(perEntry!.instructions, service).toBe(shape.instructions.value);
    const around = shape.trap ? guest.entry.length + 2 * guest.wiredSwitch.length + guest.exit.length : 0;
    expect(perEntry!.privileged, service).toBe(around + shape.statusWrites + shape.tlbWrites);
    // Page tables are mapped: a fault's, and those that begin as zeroes.
    const tables = ['demandZero', 'quickFault', 'copyOnWrite'].includes(service) ? 1 : shape.zeroedPages;
    expect(perEntry!.pages!.unmapped, service).toBe(perEntry!.pages!.kernel - tables);
  }
  // Stack, u-area and the fixed pages.
  expect(services.find(({ service }) => service === 'systemCall')!.perEntry!.pages!.data).toBe(
    2 + guest.services.systemCall.fixedPages,
  );
});
