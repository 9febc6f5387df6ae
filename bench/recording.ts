import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { product } from './product.ts';

/** What is measured on: one recording in several forms. */
export interface Recording {
  /** Valgrind lackey's text. */
  text: string;
  /** The same, compressed by gzip. */
  gzip: string;
  /** The same as our CSV. */
  csv: string;
  /** Our container. */
  container: string;
  /** The container's words alone, one after the other. */
  words: string;
  references: number;
}

const RECORDS = 20_000_000;
export const CACHE = fileURLToPath(new URL('../.cache/bench/', import.meta.url));

export const PROGRAM: string =
  'int sum(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }\n';

/** The last 20 M records of gcc's compiler proper at work (its start-up is three quarters of its run), made once. */
export async function realRecording(): Promise<Recording> {
  return forms('cc1', (path) => {
    const source = `${CACHE}sum.c`;
    writeFileSync(source, PROGRAM);
    console.error('recording gcc with Valgrind, once: about two minutes');
    const record = `valgrind --tool=lackey --basic-counts=no --trace-mem=yes --log-fd=9 "$(cc -print-prog-name=cc1)"`;
    execFileSync('sh', [
      '-c',
      `${record} -quiet -O1 "$1" -o /dev/null 9>&1 >/dev/null 2>&1 | tail -n ${RECORDS} > "$2"`,
      'sh',
      source,
      path,
    ]);
  });
}

/** A short made-up program with what the twins might disagree about: edges of every size, wide stores, misses everywhere. */
export async function madeUpRecording(): Promise<Recording> {
  return forms('made-up', (path) => {
    let state = 1;
    const below = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const sizes = [1, 2, 4, 4, 8, 8, 8, 16, 32, 64];
    const lines: string[] = [];
    let pc = 0x400000;
    let spot = 0x10000000;
    const access = (letter: string, address: number, bytes: number): void => {
      lines.push(`${letter} ${address.toString(16).padStart(8, '0')},${bytes}`);
    };
    for (let i = 0; i < 200_000; i++) {
      pc = below(12) === 0 ? 0x400000 + below(1 << 18) : pc + 1 + below(7);
      access('I ', pc, 1 + below(15));
      if (below(40) === 0) spot = 0x10000000 + below(4 << 20);
      if (below(2) === 0) access([' L', ' L', ' S', ' M'][below(4)], spot + below(512), sizes[below(sizes.length)]);
    }
    writeFileSync(path, `${lines.join('\n')}\n`);
  });
}

/** Makes the texts unless they are there; the other forms are made anew each time, by the product as it is. */
async function forms(name: string, record: (path: string) => void): Promise<Recording> {
  mkdirSync(CACHE, { recursive: true });
  const { convert, openTrace, writeArrow } = product;
  const text = `${CACHE}${name}.lackey`;
  const container = `${CACHE}${name}.arrow`;
  const words = `${CACHE}${name}.words`;
  if (!existsSync(text)) {
    record(`${text}.part`);
    renameSync(`${text}.part`, text);
  }
  const [gzip, csv] = [`${text}.gz`, `${CACHE}${name}.csv`];
  if (!existsSync(gzip)) execFileSync('gzip', ['-k', text]);
  if (!existsSync(csv)) await convert(await openTrace(text, { details: true }), csv);
  const recorded = await openTrace(text);
  await writeArrow(container, recorded.header, recorded.batches(), () => ({
    totals: recorded.totals!,
    notes: recorded.notes,
  }));
  const trace = await openTrace(container);
  const file = openSync(words, 'w');
  for await (const batch of trace.batches()) writeSync(file, batch.words);
  closeSync(file);
  return { text, gzip, csv, container, words, references: trace.totals!.references };
}
