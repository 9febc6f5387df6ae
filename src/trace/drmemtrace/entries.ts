/**
 * An entry of DynamoRIO's converted traces ("offline, final"), little-endian, without padding (clients/drcachesim/common/trace_entry.h
 * at 05e3165, `trace_entry_t`, 64-bit):
 *
 *     type:16  size:16  address:64
 *
 * `size` is that of an access or an instruction, the number of instructions in a bundle, the kind of a marker, or a number of bytes of an
 * encoding; `address` also holds thread and process ids, values of markers, lengths and encodings.
 */
export const ENTRY_BYTES = 12;

/** `trace_type_t`, as far as it is told apart here. */
export const EntryType = {
  read: 0,
  write: 1,
  prefetch: 2,
  /** The last of the first group of prefetches. */
  prefetchInstruction: 9,
  /** An instruction; up to `return` the kinds of branches. Of size 0: only where the data that follow come from. */
  instruction: 10,
  return: 16,
  /** Up to eight instructions behind the one before, their lengths a byte each. */
  bundle: 17,
  instructionFlush: 18,
  dataFlushEnd: 21,
  thread: 22,
  threadExit: 23,
  process: 24,
  header: 25,
  footer: 26,
  hardwarePrefetch: 27,
  marker: 28,
  /** An instruction that is not fetched: another round of a repeated string instruction. */
  instructionNoFetch: 29,
  /** Fetched unless it is the same as the instruction before. */
  instructionMaybeFetch: 30,
  sysenter: 31,
  /** Prefetches of the second group. */
  prefetchReadNonTemporal: 32,
  prefetchWriteL3NonTemporal: 46,
  encoding: 47,
  takenJump: 48,
  untakenJump: 49,
} as const;

/** `trace_marker_type_t`: those that a trace of ours has a counterpart of, or that the reader needs. */
export const MarkerType = {
  timestamp: 2,
  cpu: 3,
  fileType: 9,
  cacheLineSize: 10,
  version: 12,
  windowId: 14,
  physicalAddress: 15,
  physicalAddressMissing: 16,
  virtualAddress: 17,
  pageSize: 18,
  chunkInstructions: 20,
  chunkFooter: 21,
  recordOrdinal: 22,
  systemCall: 25,
  systemCallTraceStart: 27,
  systemCallTraceEnd: 28,
  branchTarget: 29,
  contextSwitchStart: 34,
  contextSwitchEnd: 35,
} as const;

/** Markers that say how the file is laid out, and nothing of what the program did. */
export const OF_THE_FILE: ReadonlySet<number> = new Set([
  MarkerType.cacheLineSize,
  MarkerType.version,
  MarkerType.pageSize,
  MarkerType.fileType,
  MarkerType.chunkInstructions,
  MarkerType.chunkFooter,
  MarkerType.recordOrdinal,
  MarkerType.branchTarget,
  MarkerType.physicalAddressMissing,
]);

/** The highest version known (`TRACE_ENTRY_VERSION`). */
export const NEWEST_VERSION = 7;

/** `offline_file_type_t`: what matters here. */
export const FileType = {
  /** References filtered by a small cache while recording: instructions, data. */
  filtered: 0x01,
  instructionsFiltered: 0x80,
  dataFiltered: 0x100,
  instructionsOnly: 0x04,
  x86_64: 0x40,
  /** The kernel's instructions and data in system calls and switches; its instructions alone; a whole system. */
  kernel: 0x1000,
  kernelInstructions: 0x8000,
  coreSharded: 0x10000,
  wholeSystem: 0x40000,
} as const;

/** What an entry's type is to the scanner. */
export const Action = {
  load: 0,
  store: 1,
  fetch: 2,
  noFetch: 3,
  maybeFetch: 4,
  bundle: 5,
  /** Nothing to be read from it: encodings. */
  skip: 6,
  prefetch: 7,
  flush: 8,
  /** Thread, process, header, footer, marker. */
  other: 9,
  unknown: 10,
} as const;

/** Type of an entry -> `Action`. */
export const ACTIONS: Uint8Array = new Uint8Array(256).fill(Action.unknown);
ACTIONS.fill(Action.prefetch, EntryType.prefetch, EntryType.prefetchInstruction + 1);
ACTIONS.fill(Action.prefetch, EntryType.prefetchReadNonTemporal, EntryType.prefetchWriteL3NonTemporal + 1);
ACTIONS.fill(Action.fetch, EntryType.instruction, EntryType.return + 1);
ACTIONS.fill(Action.flush, EntryType.instructionFlush, EntryType.dataFlushEnd + 1);
ACTIONS.fill(Action.other, EntryType.thread, EntryType.marker + 1);
ACTIONS[EntryType.hardwarePrefetch] = Action.prefetch;
ACTIONS[EntryType.read] = Action.load;
ACTIONS[EntryType.write] = Action.store;
ACTIONS[EntryType.bundle] = Action.bundle;
ACTIONS[EntryType.instructionNoFetch] = Action.noFetch;
ACTIONS[EntryType.instructionMaybeFetch] = Action.maybeFetch;
ACTIONS[EntryType.encoding] = Action.skip;
for (const type of [EntryType.sysenter, EntryType.takenJump, EntryType.untakenJump]) ACTIONS[type] = Action.fetch;
