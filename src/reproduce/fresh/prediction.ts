/** A number of ours for an exhibit of another paper. */
export interface Prediction {
  exhibit: string;
  workload: string;
  configuration: string;
  segment: string;
  predicted: number;
}
