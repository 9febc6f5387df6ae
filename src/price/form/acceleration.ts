/** Steps are taken that go back by at most half of a round's way, or forth by at most so many times. */
const BACK = 0.5;
const FORTH = -1000;

/**
 * A fixed point in fewer rounds: each begins where a line through the last two has its zero, in the sense of least squares (D. G. Anderson,
 * "Iterative procedures for nonlinear integral equations", Journal of the ACM 12(4), 1965, with a memory of one round). A round that did not come
 * nearer is followed by a plain one, so that what settles by itself settles. `begin`, and `move` after each round.
 */
export class Acceleration {
  /** Where the last round began, its way, and where it led; the same of the one before. */
  private readonly from: Float64Array;
  private readonly way: Float64Array;
  private readonly to: Float64Array;
  private rounds = 0;
  private length = 0;

  constructor(size: number) {
    this.from = new Float64Array(size);
    this.way = new Float64Array(size);
    this.to = new Float64Array(size);
  }

  begin(state: Float64Array): void {
    this.from.set(state);
    this.rounds = 0;
  }

  /** Sets the state, to which a round has led, to where the next should begin. Numbers from the middle on weigh `scale` times as much as those before it. */
  move(state: Float64Array, scale: number): void {
    const { from, way, to } = this;
    const middle = state.length >> 1;
    let length = 0;
    let turn = 0;
    let along = 0;
    for (let i = 0; i < state.length; i++) {
      const unit = i < middle ? 1 : scale;
      const now = (state[i] - from[i]) * unit;
      const turned = now - way[i];
      length += now * now;
      turn += turned * turned;
      along += now * turned;
      way[i] = now;
    }
    const share = along / turn;
    const isNearer = this.rounds > 0 && length < this.length && share > FORTH && share < BACK;
    for (let i = 0; i < state.length; i++) {
      const led = state[i];
      if (isNearer) state[i] = Math.max(0, led - share * (led - to[i]));
      to[i] = led;
      from[i] = state[i];
    }
    this.length = length;
    this.rounds++;
  }
}
