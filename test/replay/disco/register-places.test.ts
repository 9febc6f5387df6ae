import { describe, expect, test } from 'vitest';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { disco, events, load, privileged } from './tools.ts';

const read = (t: TraceEncoder, register: number): void => privileged(t, Privileged.readRegister, register);
const write = (t: TraceEncoder, register: number): void => privileged(t, Privileged.writeRegister, register);
const [ENTRY_LO0, STATUS, CAUSE, EPC, CONFIG] = [2, 12, 13, 14, 16];

/** A system call as Linux makes it: two accesses on the way in that the page can take, one within, one on the way out. */
const call = (t: TraceEncoder): void => {
  t.event(Marker.mode, Mode.kernel);
  t.event(Marker.serviceEnter, Service.open);
  t.event(Marker.trap, 0x180);
  read(t, CAUSE);
  read(t, EPC);
  write(t, STATUS);
  read(t, CONFIG);
  write(t, STATUS);
  write(t, EPC);
  privileged(t, Privileged.exceptionReturn);
  t.event(Marker.serviceLeave);
  t.event(Marker.mode, Mode.user);
};
const through = (places: string | null, ...set: string[]) => {
  const given = places === null ? [] : [`monitor.specialRegisterPlaces=${places}`];
  return (write: (t: TraceEncoder) => void): [page: number, reads: number, writes: number] => {
    const e = events(disco(...given, ...set), write);
    return [e.specialPageAccess, e.registerReadEmulated, e.registerWriteEmulated];
  };
};

describe('the places that use the special register page', () => {
  test.each([
    [null, [3, 1, 2]],
    ['[entry, exit, tlbRefill]', [3, 1, 2]],
    ['[entry]', [2, 1, 3]],
    ['[exit]', [1, 3, 2]],
    ['[open]', [4, 0, 2]],
    ['[entry, open]', [4, 0, 2]],
    ['[read]', [0, 3, 3]],
    ['[none]', [0, 3, 3]],
  ])('%s', (places, expected) => {
    expect(through(places)(call)).toEqual(expected);
  });

  test('end where the kernel first writes Status, so that what follows is in none of them', () => {
    const wired = (t: TraceEncoder): void => {
      t.event(Marker.trap, 0x180);
      read(t, CAUSE);
      write(t, STATUS);
      write(t, ENTRY_LO0);
    };
    expect(through(null)(wired)).toEqual([1, 0, 2]);
    expect(through('[none]')(wired)).toEqual([2, 0, 1]);
  });

  test('are each virtual CPU’s own, and begin again with an exception inside another', () => {
    const nested = (t: TraceEncoder): void => {
      t.event(Marker.trap, 0x180);
      t.cpu(1);
      read(t, CAUSE); // this CPU took no exception
      t.cpu(0);
      read(t, CAUSE);
      write(t, STATUS);
      t.event(Marker.trap, 0x180);
      read(t, CAUSE);
      write(t, EPC);
      privileged(t, Privileged.exceptionReturn);
      read(t, CAUSE); // back in the first
    };
    expect(through(null)(nested)).toEqual([3, 2, 1]);
  });

  test('may be the refill handler alone: three accesses of each miss that is forwarded', () => {
    const set = ['monitor.secondLevelTlb={entries: 0}', 'monitor.kernelSegment=unmapped'];
    const miss = (t: TraceEncoder): void => load(t, 0x10000);
    expect(through('[tlbRefill]', ...set)(miss)).toEqual([3, 0, 0]);
    expect(through(null, ...set)(miss)).toEqual([3, 0, 0]);
    expect(through('[entry, exit]', ...set)(miss)).toEqual([0, 1, 2]);
  });

  test.each([
    ['monitor.specialRegisterPlaces=[entry]', 'monitor.specialRegisterPage=off', /specialRegisterPlaces: .*places are patched by hand, and specialRegisterPage is off/],
    ['monitor.specialRegisterPlaces=[entry]', 'monitor.specialRegisterPage=patched', /and specialRegisterPage is patched/],
    ['monitor.specialRegisterPlaces=[entrance]', 'seed=1', /specialRegisterPlaces.*found "entrance", expected .*"entry"/],
    ['monitor.specialRegisterPlaces=[]', 'seed=1', /specialRegisterPlaces: .*no place: write specialRegisterPage: off/],
    ['monitor.specialRegisterPlaces=[exit, exit]', 'seed=1', /specialRegisterPlaces.*exit is there already/],
  ])('%s with %s is one clear message', (places, page, message) => {
    expect(() => loadStructure('disco', [places, page])).toThrow(message);
  }); // biome-ignore format: a table
});
