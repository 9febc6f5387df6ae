import { describe, expect, test } from 'vitest';
import { countRows } from '../../src/replay/counts/counts.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Mode, Service } from '../../src/trace/words/vocabulary.ts';
import { counts, fetch, irix } from './disco/tools.ts';

describe('contexts', () => {
  test('services nest, and each count is charged to the innermost', () => {
    const rows = [...countRows(counts(irix(), (t) => {
      fetch(t, 0x400000);
      t.event(Marker.mode, Mode.kernel);
      t.event(Marker.serviceEnter, Service.open);
      fetch(t, 0x80001000, 2);
      t.event(Marker.serviceEnter, Service.interrupt);
      fetch(t, 0x80002000, 3);
      t.event(Marker.serviceLeave);
      fetch(t, 0x80001008, 4);
      t.event(Marker.serviceLeave);
      t.event(Marker.mode, Mode.user);
      fetch(t, 0x400004, 5);
    }))].filter((row) => row.event === 'instruction').map(({ mode, service, count }) => [mode, service, count]); // biome-ignore format: a script
    expect(rows).toEqual([
      ['user', 'none', 6],
      ['kernel', 'open', 6],
      ['kernel', 'interrupt', 3],
    ]);
  });
});
