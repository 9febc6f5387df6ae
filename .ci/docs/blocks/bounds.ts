import { MOST_QUANTITY } from '../../../src/config/quantity.ts';
import { MOST_DEPTH, MOST_BYTES as MOST_DOCUMENT_BYTES, MOST_SETTING } from '../../../src/config/yaml.ts';
import { BLOCK_ROWS } from '../../../src/report/files/formats.ts';
import { ANSWER_SECONDS } from '../../../src/sweep/engines/redis/connection.ts';
import { MOST_BYTES, UNSAID_BYTES } from '../../../src/sweep/engines/redis/fetch.ts';
import { HEADER_BYTES, PACE_BYTES } from '../../../src/sweep/engines/redis/http.ts';
import { JOB_STRUCTURES, PATH_CHARS } from '../../../src/sweep/engines/redis/job.ts';
import { MOST_PATIENCE, PATIENCE } from '../../../src/sweep/engines/redis/patience.ts';
import { ENTRY_BYTES, RESULT_CHARS } from '../../../src/sweep/engines/redis/result.ts';
import { KEEP_SECONDS, MOST_ANEW, OPTIONS, WINDOW } from '../../../src/sweep/engines/redis/submit.ts';
import { MAX_LOST, REST } from '../../../src/sweep/engines/redis/worker.ts';
import { MOST_NUMBERS } from '../../../src/sweep/store/counts-file.ts';
import { MOST } from '../../../src/sweep/study/configurations.ts';
import { MOST_VALUES } from '../../../src/sweep/study/range.ts';
import { MOST_LOOKED_AT, MOST_NESTED } from '../../../src/trace/archive/choose.ts';
import { MAX_DIRECTORY_BYTES } from '../../../src/trace/archive/zip-directory.ts';
import { MAX_BODY_BYTES, MAX_METADATA_BYTES } from '../../../src/trace/arrow/stream.ts';
import { ABANDONED_DAYS } from '../../../src/trace/bytes/aside.ts';
import { MAX_LINE_BYTES } from '../../../src/trace/bytes/lines.ts';
import { GRANULE_BITS, GRANULE_NUMBER_BITS, MAX_REFERENCE_BYTES } from '../../../src/trace/words/layout.ts';
import { OPERAND_KINDS } from '../../../src/trace/words/operands.ts';
import { MAX_CPUS, MAX_JOBS } from '../../../src/trace/words/trace.ts';
import { fromData } from '../block.ts';
import { table } from '../markdown.ts';

const count = (n: number): string => n.toLocaleString('en-US');
const bytes = (n: number): string => {
  const steps = Math.floor(Math.log2(n) / 10);
  return `${n / 2 ** (10 * steps)} ${['bytes', 'KiB', 'MiB', 'GiB', 'TiB'][steps]}`;
};
const seconds = (n: number): string => `${n} s, ${MOST_PATIENCE} s at most`;

const TABLES: Readonly<Record<string, [what: string, bound: string][]>> = {
  traces: [
    ['a line of text', bytes(MAX_LINE_BYTES)],
    ['an access', `${bytes(MAX_REFERENCE_BYTES)}; it ends at 2^64`],
    ['CPUs', `${MAX_CPUS}`],
    ['processes that wait for a disk', count(MAX_JOBS)],
    ['sectors of a disk command', count(OPERAND_KINDS.sectors.most)],
    ['bytes of a message', count(OPERAND_KINDS.message.most)],
    ['memory touched by a trace, in pieces of 256 KiB, or of 32 KiB where it is scattered', bytes(2 ** (GRANULE_NUMBER_BITS + GRANULE_BITS))],
    ['the metadata of a batch of a container', bytes(MAX_METADATA_BYTES)],
    ['a batch of a container, stored and unpacked', bytes(MAX_BODY_BYTES)],
    ['files of a zip, and of a tar archive, that are looked at to find the trace', Object.values(MOST_LOOKED_AT).map(count).join(', ')],
    ['archives within archives', `${MOST_NESTED}`],
    ['the directory of a zip', bytes(MAX_DIRECTORY_BYTES)],
  ],
  documents: [
    ['a document', bytes(MOST_DOCUMENT_BYTES)],
    ['lists and keys within each other', `${MOST_DEPTH}`],
    ['characters of a setting', count(MOST_SETTING)],
    ['characters of a number with its unit, or of a range', `${MOST_QUANTITY}`],
    ['values of an axis', count(MOST_VALUES)],
  ],
  http: [
    ['until there is a connection: name, TCP, TLS', seconds(PATIENCE.connect)],
    ['from then until an answer begins', seconds(PATIENCE.answer)],
    [`time in which fewer than ${bytes(PACE_BYTES)} a second come`, seconds(PATIENCE.silence)],
    ['head of an answer', bytes(HEADER_BYTES)],
    ['content', 'just as many bytes as the job says that its trace has'],
    ['content, where a job does not say', bytes(UNSAID_BYTES)],
    ['a trace that a worker takes', bytes(MOST_BYTES)],
  ],
  jobs: [
    ['structures of a job', `${JOB_STRUCTURES}: about 250 MB with radix8, 2 MB each`],
    ['characters of a path', count(PATH_CHARS)],
    ['attempts at a job that fails', `${OPTIONS.attempts}`],
    ['workers that a job may lose', `${MAX_LOST}`],
    ['rest of a worker whose machine lacks something', `${REST.first} s to ${REST.most} s`],
    ['jobs in the queue at a time, of a sweep', count(WINDOW)],
    ['time that results wait to be collected', `${KEEP_SECONDS / 86_400} days`],
    ['silence of Redis until it is told', `${ANSWER_SECONDS} s at first, then up to ${3 * ANSWER_SECONDS} s`],
  ],
  results: [
    ['characters that a job returns', `${bytes(RESULT_CHARS)}; a larger result stays in the worker’s store`],
    ['bytes that the counts of one structure unpack to', `by its CPUs and virtual machines; ${bytes(ENTRY_BYTES)} at most`],
    ['numbers of one replay’s counts', `${count(MOST_NUMBERS)}, ${bytes(8 * MOST_NUMBERS)} in memory`],
    ['times that a job is given anew when what came back is of no use', `${MOST_ANEW}`],
  ],
  sweep: [
    ['points', count(MOST.points)],
    ['structures', count(MOST.structures)],
    ['values: outputs of all points', count(MOST.values)],
    ['rows that are encoded at a time', count(BLOCK_ROWS)],
    ['days without a write after which another machine’s temporary file is abandoned', `${ABANDONED_DAYS}`],
  ],
}; // biome-ignore format: tables

/** What is bounded, and by how much: constants of the sources. */
export const BOUNDS = fromData(
  Object.fromEntries(
    Object.entries(TABLES).map(([name, rows]) => [`bounds-of-${name}`, () => table(['what', 'at most'], 'll', rows)]),
  ),
);
