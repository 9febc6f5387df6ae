import { hasBytes } from '../bytes/magic.ts';
import { OTHER_TEXTS } from '../bytes/other-text.ts';
import { sniffChampSim } from '../champsim/format.ts';
import { isOracleGeneral } from './binary.ts';
import { linesOf, tableShare } from './text.ts';

/** A format that is known and not read: how it is told, and what to do. */
export interface ForeignFormat {
  /** What a file of it is: `a zip archive`. */
  readonly called: string;
  /** As of `TraceFormat`. */
  sniff(head: Buffer): boolean | number;
  /** It is this whatever else it fits. */
  readonly goesFirst?: boolean;
  /** It may be any text of columns: a layout is proposed for it. */
  readonly isText?: true;
  /** What to do with it, as a sentence without its full stop. */
  readonly advice: string;
}

const TO_CSV = 'write it as CSV with the columns kind,address,size (docs/reference/trace-format.md)';
const TO_LACKEY = 'record with --tool=lackey --trace-mem=yes, or with disco record';
const unpack = (how: string): string => `unpack it first: ${how}`;

/** Every format that is recognised without being read. A reader for one goes to `TRACE_FORMATS`, and its line from here. */
export const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  // Other ways of packing; gzip, zstd, xz, bzip2 and lz4 are seen through.
  { called: 'a 7z archive', sniff: hasBytes("7z\xbc\xaf'\x1c"), advice: unpack('7z x') },
  { called: 'compressed by lzip', sniff: hasBytes('LZIP\x01'), advice: unpack('lzip -d') },
  { called: 'compressed as .lzma', sniff: (head) => hasBytes([0x5d, 0, 0])(head) && (hasBytes([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 5)(head) || hasBytes([0, 0, 0], 10)(head)), advice: unpack('unlzma') },
  { called: 'compressed by compress (.Z)', sniff: hasBytes([0x1f, 0x9d]), advice: unpack('uncompress') },
  { called: 'compressed by snappy', sniff: hasBytes('\xff\x06\x00\x00sNaPpY'), advice: unpack('snzip -d') },
  { called: 'a rar archive', sniff: hasBytes('Rar!\x1a\x07'), advice: unpack('unrar x') },
  // Traces of other tools, binary.
  { called: "gem5's packet trace (protobuf)", sniff: hasBytes('gem5'), advice: `decode it with gem5's util/decode_packet_trace.py, and ${TO_CSV}` },
  { called: "perf's data", sniff: (head) => hasBytes('PERFILE2')(head) || hasBytes('PERFFILE')(head) || hasBytes('2ELIFREP')(head), advice: `print it with perf script -F ip,addr,event, and ${TO_CSV}` },
  { called: 'a trace of libCacheSim (LCS)', sniff: hasBytes([0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12]), advice: 'it holds objects and no memory references' },
  { called: 'a trace of libCacheSim (oracleGeneral)', sniff: (head) => isOracleGeneral(head) && sniffChampSim(head) === 0, advice: 'it holds objects and no memory references' },
  { called: 'a CTF trace (LTTng)', sniff: (head) => hasBytes([0xc1, 0x1f, 0xfc, 0xc1])(head) || hasBytes([0xc1, 0xfc, 0x1f, 0xc1])(head), advice: TO_CSV },
  // Other binary files.
  { called: 'a program (ELF)', sniff: hasBytes('\x7fELF'), advice: 'record what it does: disco record -- PROGRAM' },
  { called: 'a capture of network packets (pcap)', sniff: (head) => [[0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x4d, 0x3c, 0xb2, 0xa1], [0x0a, 0x0d, 0x0d, 0x0a]].some((magic) => hasBytes(magic)(head)), advice: 'it holds no memory references' },
  { called: 'a Parquet file', sniff: hasBytes('PAR1'), advice: TO_CSV },
  { called: 'an Arrow stream', sniff: (head) => hasBytes([0xff, 0xff, 0xff, 0xff])(head) && head.length > 8 && head.readUInt32LE(4) < 1 << 24, advice: 'a container is an Arrow file, as disco trace convert writes it' },
  { called: 'a Feather file (version 1)', sniff: hasBytes('FEA1'), advice: TO_CSV },
  { called: 'an HDF5 file', sniff: hasBytes('\x89HDF'), advice: TO_CSV },
  { called: 'an SQLite database', sniff: hasBytes('SQLite format 3\0'), advice: TO_CSV },
  ...OTHER_TEXTS,
  // Text that stands for another file.
  { called: 'a pointer of Git LFS', sniff: hasBytes('version https://git-lfs'), advice: 'fetch the file itself: git lfs pull' },
  { called: 'a web page', sniff: (head) => /^\s*<(?:!doctype html|html)\b/i.test(head.toString('latin1', 0, 200)), advice: 'the download may have failed: fetch the file itself' },
  // Traces of other tools, text.
  { called: "text of drmemtrace's view tool (DynamoRIO)", sniff: linesOf(/^\s*\d+\s+\d+:\s+T?\d+\s+(?:<|ifetch|read|write|non-)/), advice: TO_CSV },
  { called: "gem5's debug output", sniff: linesOf(/^\s*\d+: (?:\w+\.)*\w+: /), advice: TO_CSV },
  { called: "Valgrind's output without memory references", sniff: (head) => linesOf(/^(?:==|--)\d+(?:==|--)/)(head), advice: TO_LACKEY },
  { called: 'text of callgrind or cachegrind', sniff: linesOf(/^(?:# callgrind format|version: \d|creator: callgrind|desc: |cmd: |events: |fn=|fl=|\d+ \d+ \d+ \d)/), advice: TO_LACKEY },
  { called: 'a table of other columns', sniff: tableShare, advice: 'expected columns named cpu, task, mode, kind, address, size, info apart by commas, at least kind, address and size (docs/reference/trace-format.md)', isText: true },
]; // biome-ignore format: a table, a format a line
