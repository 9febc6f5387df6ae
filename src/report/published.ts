/** A service as the paper measured it: mean time of an entry on IRIX, and on Disco relative to that. */
export interface PublishedService {
  meanNs: number;
  slowdown: number;
}

/** Bugnion, Devine, Rosenblum, SOSP '97, Table 2: uniprocessor pmake. None of it enters a result; it stands beside them. */
export const TABLE_2: Readonly<Record<string, PublishedService>> = {
  demandZero: { meanNs: 21_000, slowdown: 1.42 },
  quickFault: { meanNs: 5_000, slowdown: 3.17 },
  open: { meanNs: 42_000, slowdown: 1.63 },
  utlbMiss: { meanNs: 35, slowdown: 1.35 },
  write: { meanNs: 12_000, slowdown: 2.14 },
  read: { meanNs: 23_000, slowdown: 1.53 },
  execve: { meanNs: 437_000, slowdown: 1.6 },
};
