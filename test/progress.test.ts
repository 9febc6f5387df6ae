import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Meter, UNITS, waiting } from '../src/commands/shared/meter.ts';

/** A terminal that keeps what is drawn. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  text = '';

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** A meter, what it drew last, and a clock to turn. */
function metered(label = 'replay', isTTY = true) {
  const terminal = Object.assign(new Terminal(), { isTTY });
  let seconds = 0;
  const meter = new Meter(label, undefined, terminal as unknown as NodeJS.WriteStream, () => 1000 * seconds);
  return {
    meter,
    at: (time: number) => {
      seconds = time;
    },
    drawn: () => terminal.text,
    last: () => (meter as unknown as { bar?: { payload: object } }).bar?.payload,
  };
}

test.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [59.5, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
  [Number.POSITIVE_INFINITY, '…'],
])('%d seconds are left as %s', (seconds, text) => expect(waiting(seconds)).toBe(text));

test.each([
  ['bytes', 34_500_000, '34.5 MB/s'],
  ['references', 123_456_789, '123 M references/s'],
  ['instructions', 1_234_567, '1.23 M instructions/s'],
  ['replays', 2.5, '2.5 replays/s'],
  ['replays', 0.05, '20 s/replay'],
] as const)('%s: %d a second are %s', (unit, rate, text) => expect(UNITS[unit](rate)).toBe(text));

describe('a meter', () => {
  test('draws nothing of what is done at once, then the share, the rate and the time left', () => {
    const { meter, at, drawn, last } = metered();
    at(0.4);
    meter.update(10, 100, 'bytes');
    expect(drawn()).toBe('');
    at(2);
    meter.update(50e6, 200e6, 'references', { scale: 0.5 });
    expect(last()).toEqual({ done: '25 %', rate: '12.5 M references/s', left: ' | 6 s left' });
    expect(drawn()).toContain('replay');
    meter.end();
  });

  test('begins anew where the same is read once more', () => {
    const { meter, at, last } = metered();
    at(10);
    meter.update(100e6, 100e6, 'bytes');
    at(20);
    meter.update(0, 100e6, 'bytes');
    at(21);
    meter.update(10e6, 100e6, 'bytes');
    expect(last()).toEqual({ done: '10 %', rate: '10 MB/s', left: ' | 9 s left' });
    meter.end();
  });

  test('says how much and how fast where the end is not known', () => {
    const { meter, at, last } = metered();
    at(4);
    meter.update(20e6, undefined, 'bytes');
    expect(last()).toEqual({ done: '20 MB', rate: '5 MB/s', left: '' });
    meter.end();
  });

  test('counts replays in words', () => {
    const { meter, at, last } = metered('sweep');
    at(30);
    meter.update(3, 12, 'replays', { shown: '3/12 replays' });
    expect(last()).toEqual({ done: '3/12 replays', rate: '0.1 replays/s', left: ' | 1 min 30 s left' });
    meter.end();
  });

  test('draws nothing where there is no terminal', () => {
    const { meter, at, drawn } = metered('replay', false);
    at(100);
    meter.update(1, 2, 'bytes');
    meter.end();
    expect(drawn()).toBe('');
  });
});
