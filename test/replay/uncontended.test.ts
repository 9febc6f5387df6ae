import { expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { Deployment } from '../../src/replay/machine/deployment.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';
import { machines } from './disco/shared-tools.ts';
import { irix } from './disco/tools.ts';

/** So many CPUs that each hold a lock for three instructions of five. */
function words(cpus: number): Uint32Array {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  for (let cpu = 0; cpu < cpus; cpu++) {
    encoder.cpu(cpu);
    encoder.event(Marker.mode, Mode.kernel);
    for (let n = 0; n < 5; n++) {
      if (n === 1) encoder.event(Marker.lockAcquire, 7);
      if (n === 4) encoder.event(Marker.lockRelease, 7);
      encoder.reference(Kind.fetch, 0, 0x80001000 + 4 * n, 4, 1);
    }
  }
  return encoder.finish().words;
}

test.each([
  ['one CPU on the bare machine', irix(), 1, 1, [-1]],
  ['two CPUs with a kernel in common', irix(), 2, 1, [-1, 7]],
  ['two CPUs, each a virtual machine', machines(2), 2, 1, [-1]],
  ['two CPUs, each a bare machine', irix(), 2, 2, [-1]],
] as const)(
  'work under a lock is told apart where somebody may wait for it: %s',
  (_, structure, cpus, copies, locks) => {
    const deployment = new Deployment([structure], 4, cpus, { machines: copies });
    deployment.run(words(cpus));
    const [counts] = deployment.finish();
    expect([...new Set(counts.strands.map(({ lock }) => lock))].sort((a, b) => a - b)).toEqual(locks);
    expect(totalsOf(counts)).toMatchObject({ instruction: 5 * cpus, lockAcquired: cpus });
  },
);
