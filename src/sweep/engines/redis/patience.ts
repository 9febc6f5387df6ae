/** How long a server of traces is waited for, in seconds. */
export interface Patience {
  /** Until there is a connection: name looked up, TCP, TLS. */
  connect: number;
  /** From then until the answer begins. */
  answer: number;
  /** Within the content: time in which fewer than `PACE_BYTES` a second came. */
  silence: number;
}
export const PATIENCE: Patience = { connect: 10, answer: 30, silence: 30 };
/** Seconds that any of them may be, at most. */
export const MOST_PATIENCE = 3600;
