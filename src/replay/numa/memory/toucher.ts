/** On whose behalf memory is taken: a CPU, as far as memory needs to know it. */
export interface Toucher {
  readonly node: number;
  /** The virtual machine the CPU runs; 0 on a bare machine. */
  readonly vm: number;
  /** All nodes are full: gives up a frame of something else; false where nothing can be. Called again until a node has room. */
  makeRoom(): boolean;
}
