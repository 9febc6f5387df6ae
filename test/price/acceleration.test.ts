import { expect, test } from 'vitest';
import { Acceleration } from '../../src/price/form/acceleration.ts';

/** Rounds until two numbers change by less than 1e-13, and these. */
function settle(round: (state: Float64Array) => void, isAccelerated: boolean): { rounds: number; state: number[] } {
  const state = new Float64Array(2);
  const acceleration = new Acceleration(2);
  acceleration.begin(state);
  for (let rounds = 1; rounds <= 10_000; rounds++) {
    const before = state.slice();
    round(state);
    if (state.every((value, i) => Math.abs(value - before[i]) < 1e-13)) return { rounds, state: [...state] };
    if (isAccelerated) acceleration.move(state, 3);
  }
  return { rounds: Infinity, state: [...state] };
}

test.each([
  ['slow', 0.97, 0.97],
  ['of two speeds', 0.9, 0.1],
  ['that swings', -0.8, -0.8],
])('a fixed point %s is reached in fewer rounds, and is the same', (_, a, b) => {
  const round = (state: Float64Array): void => {
    state[0] = 5 + a * (state[0] - 5);
    state[1] = 2 + b * (state[1] - 2);
  };
  const [plain, fast] = [settle(round, false), settle(round, true)];
  expect(fast.rounds).toBeLessThan(plain.rounds / 2);
  expect(fast.state[0]).toBeCloseTo(5, 10);
  expect(fast.state[1]).toBeCloseTo(2, 10);
});

test('numbers never fall below zero on the way', () => {
  const state = Float64Array.of(1, 1);
  const acceleration = new Acceleration(2);
  acceleration.begin(state);
  for (const value of [0.6, 0.45]) {
    state.fill(value);
    acceleration.move(state, 1);
    expect(Math.min(...state)).toBeGreaterThanOrEqual(0);
  }
});
