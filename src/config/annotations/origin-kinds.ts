/**
 * Where a number comes from: printed in the paper or in another source; worked out from what is; counted in a recording that its source names; our
 * assumption, which has a prior; fitted to something that its source names; or given by whoever set it without saying more.
 */
export const ORIGIN_KINDS = ['published', 'derived', 'measured', 'assumed', 'fitted', 'given'] as const;
export type OriginKind = (typeof ORIGIN_KINDS)[number];

export interface Origin {
  kind: OriginKind;
  source: string;
}
