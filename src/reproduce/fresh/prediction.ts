/** What of another paper a number of ours is to stand beside. */
export type Claim =
  | 'serviceRatio'
  | 'memoryStall'
  | 'oneCpuOverhead'
  | 'manyCpusOverhead'
  | 'moveToSameNode'
  | 'moveToOtherNode'
  | 'boardCacheRefilled'
  | 'sharedByTen'
  | 'reclaimedOfTen'
  | 'zeroPagesOfOne'
  | 'recoveryTime'
  | 'memoryOverNodes'
  | 'cellContained'
  | 'containmentOverhead'
  | 'hiveContained'
  | 'hiveRecovery'
  | 'hiveDetection'
  | 'hiveSlowdown';

/** A number of ours for an exhibit of another paper. */
export interface Prediction {
  exhibit: string;
  workload: string;
  configuration: string;
  segment: string;
  /** Null: it is there to explain others. */
  claim: Claim | null;
  /** Null: the model cannot say. */
  predicted: number | null;
  /** Why it cannot, or what it lacks. */
  why?: string;
}
