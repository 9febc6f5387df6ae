import { beforeAll, describe, expect, test } from 'vitest';
import { withGuest } from '../../../src/guest/guest-os.ts';
import { loadWorkload, synthesize } from '../../../src/trace/synthetic/index.ts';
import { FIRST_BUFFER_FRAME } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../../src/trace/words/markers.ts';
import { RegionFlag, Service } from '../../../src/trace/words/vocabulary.ts';
import { irix } from '../../guest/guest-os-tools.ts';

const CPUS = 8;
const [COMMON, PRIVATE] = [1094, 321];
const [SHORT_COMMON, SHORT_PRIVATE] = [59, 35];
const SECTORS = 8;
const SHORT_SECTORS = 4;
/** First sector of temporary files. */
const TEMPORARY_SECTOR = 2 ** 25;
/** First sector of the kernel's own file. */
const KERNEL_SECTOR = 2 ** 24;
const workload = loadWorkload('pmake8', ['instructions.value=60000000']);

interface Use {
  cpu: number;
  service: number;
  page: number;
  disk: number;
  first: number;
  sectors: number;
}

interface Told {
  blocks: Use[];
  requests: Use[];
  /** Physical pages that the trace names. */
  frames: Set<number>;
  /** CPU -> dense pages of kernel regions it touched or was told of, by what they are. */
  pages: Record<'text' | 'data' | 'buffers', Set<number>>[];
  /** Pages of the buffer cache stored to or loaded from in read and write, without the block having been named in that call. */
  strays: number;
}

const kindOf = (flags: number): 'text' | 'data' | 'buffers' =>
  flags & RegionFlag.kernelText ? 'text' : flags & RegionFlag.bufferCache ? 'buffers' : 'data';

async function tell(): Promise<Told> {
  const flags = new Map<number, number>();
  const told: Told = {
    blocks: [],
    requests: [],
    frames: new Set(),
    pages: Array.from({ length: CPUS }, () => ({ text: new Set(), data: new Set(), buffers: new Set() })),
    strays: 0,
  };
  const uses = new Map<number, Set<number>>();
  let [cpu, service] = [0, -1];
  let touched = new Set<number>();
  const use = (page: number): void => {
    const of = flags.get(page >>> 6) ?? 0;
    if (!(of & RegionFlag.kernel)) return;
    told.pages[cpu][kindOf(of)].add(page);
    if (of & RegionFlag.bufferCache) touched.add(page);
  };
  for await (const { words } of withGuest(synthesize(workload, 'test'), irix).batches())
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      if ((word & 3) !== Kind.marker) {
        use(word >>> 12);
        i++;
        continue;
      }
      const [type, a] = [markerType(word), markerOperand(word)];
      const [disk, first, sectors] = words.subarray(i + 1, i + 4);
      if (type === Marker.cpu) cpu = a;
      else if (type === Marker.region) flags.set(a, words[i + 4]);
      else if (type === Marker.frame) told.frames.add(words[i + 1]);
      else if (type === Marker.zeroPage) use(a);
      else if (type === Marker.serviceEnter) {
        service = a;
        touched = new Set();
        uses.set(cpu, new Set());
      } else if (type === Marker.fileBlock) {
        told.blocks.push({ cpu, service, page: a, disk, first, sectors });
        told.pages[cpu][kindOf(flags.get(a >>> 6) ?? 0)].add(a);
        uses.get(cpu)?.add(a);
      } else if (type === Marker.diskRead || type === Marker.diskWrite)
        told.requests.push({ cpu, service, page: a, disk, first, sectors });
      else if (type === Marker.serviceLeave) {
        for (const page of touched) if (!uses.get(cpu)?.has(page)) told.strays++;
        service = -1;
      }
      i += markerLength(word);
    }
  return told;
}

test.each(['common', 'private'])('more short blocks than %s ones are an error', (whose) => {
  expect(() => loadWorkload('pmake8', [`files.short.${whose}.value=2000`])).toThrow(/more than the \d+ pages of these/);
});

describe('the files of eight pmakes', () => {
  let told: Told;
  beforeAll(async () => {
    told = await tell();
  });

  test('live where disk and block say: a page of the buffer cache for each block, a block for each page', () => {
    const pages = new Map<string, number>();
    const names = new Map<number, string>();
    for (const { page, disk, first, sectors } of [...told.blocks, ...told.requests.filter(({ disk }) => disk > 0)]) {
      const name = `${disk} ${first} ${sectors}`;
      expect(pages.get(name) ?? page).toBe(page);
      expect(names.get(page) ?? name).toBe(name);
      pages.set(name, page);
      names.set(page, name);
    }
    expect(names.size).toBe(COMMON + CPUS * PRIVATE + irix.textPages);
  });

  test('are disk 0’s where they are common, and of the CPU’s own disk where not; no CPU uses another’s', () => {
    for (const { cpu, disk, first, sectors } of told.blocks) {
      const [pages, short] = disk === 0 ? [COMMON, SHORT_COMMON] : [PRIVATE, SHORT_PRIVATE];
      const isShort = first < KERNEL_SECTOR && first >= (pages - short) * SECTORS;
      expect(sectors).toBe(isShort ? SHORT_SECTORS : SECTORS);
      expect(first % SECTORS).toBe(0);
      if (disk === 0) expect(first < COMMON * SECTORS || first >= KERNEL_SECTOR).toBe(true);
      else {
        expect(disk).toBe(cpu + 1);
        expect(first).toBeLessThan(PRIVATE * SECTORS);
      }
    }
  });

  test('are used inside execve, open, read, write and the first fork; requests go to the own disk, but for temporaries', () => {
    const services: number[] = [Service.execve, Service.open, Service.read, Service.write, Service.fork];
    expect(new Set(told.blocks.map(({ service }) => service))).toEqual(new Set(services));
    expect(told.requests.length).toBeGreaterThan(CPUS);
    for (const { cpu, disk, first, service } of told.requests) {
      if (disk === 0) expect(first).toBeGreaterThanOrEqual(TEMPORARY_SECTOR);
      else expect(disk).toBe(cpu + 1);
      expect([Service.read, Service.write]).toContain(service);
    }
  });

  test('that are temporary are on disk 0: half of what is written, each CPU’s in sectors of its own', () => {
    const written = told.requests.filter(({ service }) => service === Service.write);
    const temporary = written.filter(({ disk }) => disk === 0);
    expect(temporary.length / written.length).toBeCloseTo(0.5, 0);
    for (const { cpu, first } of temporary) expect(Math.floor((first - TEMPORARY_SECTOR) / 2 ** 20)).toBe(cpu);
    expect(told.requests.filter(({ disk, service }) => disk === 0 && service !== Service.write)).toEqual([]);
  });

  test('are all in use before the warm-up is over, by each CPU its own and those common', () => {
    for (const { buffers } of told.pages) expect(buffers.size).toBe(COMMON + PRIVATE);
    const all = new Set(told.pages.flatMap(({ buffers }) => [...buffers]));
    expect(all.size).toBe(3662); // Figure 6, IRIX
  });

  test('are what read and write copy, and no other page of the buffer cache', () => {
    expect(told.strays).toBe(0);
  });

  test('hold the programs’ text: its physical pages are the first blocks’', () => {
    const pages = workload.programs.compile.text.pages.value;
    const inCache = [...told.frames].filter((frame) => frame < FIRST_BUFFER_FRAME + COMMON);
    expect(inCache.sort((a, b) => a - b)).toEqual(Array.from({ length: pages }, (_, n) => FIRST_BUFFER_FRAME + n));
  });

  test('are joined by the kernel’s own: every CPU’s kernel has its text from disk 0, told once', () => {
    const kernel = told.blocks.filter(({ first }) => first >= KERNEL_SECTOR);
    expect(kernel.length).toBe(CPUS * irix.textPages);
    for (const { text } of told.pages) expect(text.size).toBe(421); // Figure 6, IRIX
  });

  test('need kernel data of Figure 6’s size, of which each CPU has a part of its own', () => {
    const all = new Map<number, number>();
    for (const { data } of told.pages) for (const page of data) all.set(page, (all.get(page) ?? 0) + 1);
    expect(Math.abs(all.size - 1683)).toBeLessThan(17); // Figure 6, IRIX; within a hundredth
    const everybody = [...all.values()].filter((cpus) => cpus === CPUS).length;
    expect(everybody).toBeGreaterThan(irix.sharedPages * 0.8);
    expect(everybody).toBeLessThan(irix.sharedPages * 1.25);
    // The others are one CPU's, but for global variables that stand in another's part and are rarely used.
    const own = [...all.values()].filter((cpus) => cpus === 1).length;
    expect(own).toBeGreaterThan(0.9 * (all.size - everybody));
  });
});
