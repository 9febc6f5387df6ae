/** The experiments of section 5.5, and what the paper calls their workloads. */
export const MOVING = { engineering8: 'engineering', raytrace16: 'raytrace' } as const;
export const MOVING_EXPERIMENTS = Object.keys(MOVING) as (keyof typeof MOVING)[];

/** The experiment of a row. */
export const movingOf = ({ workload }: { workload: string }): (typeof MOVING_EXPERIMENTS)[number] =>
  MOVING_EXPERIMENTS.find((name) => MOVING[name] === workload)!;
