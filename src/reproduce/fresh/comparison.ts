import type { Tolerance, Verdict } from '../experiments/comparison.ts';
import { CLAIMS, type PublishedClaim, type PublishedRange, type Status } from '../published/fresh.ts';
import type { Claim, Prediction } from './prediction.ts';

/** A prediction beside what another paper says; a row without a claim is there to explain others. */
export interface FreshComparison extends Omit<Prediction, 'claim'> {
  published: PublishedRange | null;
  status: Status | null;
  source: string | null;
  verdict: Verdict | null;
}

/** A single published number is met as Table 3's times of moves are; a range is met by what lies in it. */
export const NUMBER: Required<Pick<Tolerance, 'percent'>> = { percent: 25 };

/** Predictions with what was published and their verdicts. */
export const compareFresh = (predictions: readonly Prediction[]): FreshComparison[] => [
  ...predictions.map(({ claim, ...rest }): FreshComparison => ({ ...rest, ...besides(claim, rest.predicted) })),
  ...mostServices(predictions),
];

function besides(
  claim: keyof typeof CLAIMS | null,
  predicted: number | null,
): Pick<FreshComparison, 'published' | 'status' | 'source' | 'verdict'> {
  if (claim === null) return { published: null, status: null, source: null, verdict: null };
  const { published, status, source }: PublishedClaim = CLAIMS[claim];
  const verdict = predicted === null ? null : isWithin(predicted, published) ? 'met' : 'missed';
  return { published, status, source, verdict };
}

function isWithin(predicted: number, { from = -Infinity, to = Infinity }: PublishedRange): boolean {
  const slack = from === to ? (NUMBER.percent / 100) * Math.abs(from) : 0;
  return predicted >= from - slack && predicted <= to + slack;
}

/** How many of the services are within the range that most are said to be in. */
function mostServices(predictions: readonly Prediction[]): FreshComparison[] {
  const claimed: Claim = 'serviceRatio';
  const services = predictions.filter(({ claim }) => claim === claimed);
  if (services.length === 0) return [];
  const within = services.filter(
    ({ predicted }) => predicted !== null && isWithin(predicted, CLAIMS[claimed].published),
  );
  const predicted = (100 * within.length) / services.length;
  const { exhibit, workload, configuration } = services[0];
  return [{ exhibit, workload, configuration, segment: 'services in that range, %', predicted, ...besides('mostServices', predicted) }]; // biome-ignore format: a record
}
