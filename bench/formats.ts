// Speed of reading formats to words, beside lackey's text of the same references: `node bench/formats.ts`, or with --smoke one
// round on a short trace. The references are those of traces/make.arrow, over and over, with fetches of four bytes; all hold the same.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Reference } from '../src/trace/words/decoder.ts';
import { Kind } from '../src/trace/words/layout.ts';
import { load, product } from './product.ts';
import { median, medianRatio, publish, smoke, threadNs } from './results.ts';

const ROUNDS = smoke ? 1 : 9;
const RECORDS = smoke ? 20_000 : 4_000_000;
const { openTrace } = product;
const { TraceDecoder } = await load<typeof import('../src/trace/words/decoder.ts')>('trace/words/decoder');
const { convert } = await load<typeof import('../src/trace/operations/convert.ts')>('trace/operations/convert');

/** The references of the container, over and over, as lackey's text and as drmemtrace's entries (type:16 size:16 address:64). */
async function write(lackey: string, drmemtrace: string): Promise<number> {
  const lines: string[] = [];
  const entries = Buffer.alloc((RECORDS + 4) * 12);
  let at = 0;
  let instructions = 0;
  const put = (type: number, size: number, high: number, low: number): void => {
    entries.writeUInt16LE(type, at);
    entries.writeUInt16LE(size, at + 2);
    entries.writeUInt32LE(low, at + 4);
    entries.writeUInt32LE(high, at + 8);
    at += 12;
  };
  put(25, 0, 0, 7);
  put(22, 4, 0, 1);
  put(24, 4, 0, 1);
  let count = 0;
  const reference = ({ kind, high, low, bytes, mode }: Reference): void => {
    if (count === RECORDS || mode !== 0 || bytes > 64) return;
    count++;
    const fetch = kind === Kind.fetch;
    if (fetch) instructions++;
    put(fetch ? 10 : kind === Kind.store ? 1 : 0, fetch ? 4 : bytes, high, low);
    const address = (high * 2 ** 32 + low).toString(16).padStart(8, '0');
    lines.push(`${fetch ? 'I ' : kind === Kind.store ? ' S' : ' L'} ${address},${fetch ? 4 : bytes}\n`);
  };
  while (count < RECORDS) {
    const trace = await openTrace(fileURLToPath(new URL('../traces/make.arrow', import.meta.url)), { details: true });
    const decoder = new TraceDecoder(trace.header.granuleBits);
    for await (const batch of trace.batches()) decoder.decode(batch, { reference, event() {} });
  }
  put(26, 0, 0, 0);
  writeFileSync(lackey, lines.join(''));
  writeFileSync(drmemtrace, entries);
  return instructions;
}

async function cpuOf(path: string): Promise<number> {
  const trace = await openTrace(path, { aloneBytes: Number.POSITIVE_INFINITY }); // all in this thread
  const before = threadNs();
  for await (const _ of trace.batches(false, true));
  const ns = threadNs() - before;
  if (trace.totals === undefined || Math.abs(trace.totals.references - RECORDS) > RECORDS / 10)
    throw new Error(`${path} has ${trace.totals?.references} references; expected about ${RECORDS}`);
  return ns / trace.totals.references;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-formats-'));
try {
  const [lackey, gzip, din, csv, drmemtrace, champsim] = ['lackey', 'lackey.gz', 'din', 'csv', 'drmemtrace', 'champsim'].map((ending) => join(folder, `t.${ending}`)); // biome-ignore format: a line
  const instructions = await write(lackey, drmemtrace);
  writeFileSync(gzip, gzipSync(readFileSync(lackey)));
  for (const text of [din, csv]) await convert(await openTrace(lackey, { details: true }), text);
  await convert(await openTrace(drmemtrace, { details: true }), champsim);
  const paths = {
    'lackey text': lackey,
    'the same, gzip': gzip,
    'din text': din,
    'our CSV': csv,
    drmemtrace,
    ChampSim: champsim,
  };
  const samples = Object.fromEntries(Object.keys(paths).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, path] of Object.entries(paths)) {
      const ns = await cpuOf(path);
      if (round > 0 || smoke) samples[name].push(ns); // the first compiles the code
    }
  publish('formats', [
    {
      name: 'bench-formats',
      caption: `${RECORDS / 1e6} M references, ${(instructions / 1e6).toFixed(1)} M of them fetches, read to words in one thread (decompression in another), medians of ${ROUNDS} rounds`,
      head: ['format', 'bytes a reference', 'ns a reference', '/ lackey text'],
      align: 'lrrr',
      rows: Object.entries(paths).map(([name, path]) => [
        name,
        (statSync(path).size / RECORDS).toFixed(1),
        median(samples[name]).toFixed(1),
        medianRatio(samples[name], samples['lackey text']).toFixed(2),
      ]),
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
