import { UserError } from '../../../errors.ts';
import { Kind, MONITOR_REGIONS, PAGE_BITS, PART_BYTES, PARTS_PER_REGION } from '../../../trace/words/layout.ts';
import { Marker } from '../../../trace/words/markers.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';
import { regionAt } from '../../../trace/words/walk.ts';
import { Event } from '../../counts/event.ts';
import { ofVm } from '../../numa/memory/page-dictionary.ts';
import type { Handler, Handlers, Parts } from './parts.ts';

/** Markers that speak of memory: regions, references with their extent spelled out, and what the guest does with its pages. */
export function memoryMarkers({ structure, granuleBits, hardware, processors, sites, tracePages }: Parts): Handlers {
  const { pages, supervisor, relocator } = hardware;
  const { map, dictionary } = pages;
  const granuleBytes = 1 << granuleBits;
  const granulesPerTracePage = 1 << (PAGE_BITS - granuleBits);
  const granulesPerPage = 1 << (pages.pageBits - granuleBits);
  const region: Handler = (_, words, i) => {
    const found = regionAt(words, i);
    const { part, parts, space, keyLow, keyHigh, flags } = found;
    if (structure.monitor !== null && part + parts > dictionary.parts - MONITOR_REGIONS * PARTS_PER_REGION)
      throw new UserError(
        `the trace touches ${Math.ceil((part + parts) / PARTS_PER_REGION)} regions of 256 KB, which leaves no room for the monitor's own memory; record less`,
      );
    const isKernel = (flags & RegionFlag.kernel) !== 0;
    dictionary.define(found, isKernel ? space : 0);
    supervisor.define(part, parts, isKernel ? -1 : space, keyHigh * 2 ** 32 + keyLow);
    processors.define(part, parts);
  };
  return {
    [Marker.region]: region,
    [Marker.part]: (a, words, i) => {
      // Neither a page nor an entry of the TLB can be made up of parts from different places.
      const longest = Math.max(
        structure.pageBytes * structure.tlb.pagesPerEntry,
        structure.cache.l1i.lineBytes,
        structure.cache.l1d.lineBytes,
      );
      if (longest > PART_BYTES)
        throw new UserError(
          `the trace's addresses lie so far apart that it has them in parts of 32 KB, and this machine has pages, TLB entries or lines of ${longest / 1024} KB; choose at most 32 KB, or record less`,
        );
      region(a, words, i);
    },
    // An access too long for a word. Whole granules of a store lie between its first and last, which may be partial.
    [Marker.wide]: (kind, words, i) => {
      const g0 = words[i + 1] >>> 4;
      const bytes = words[i + 2];
      const start = words[i + 3] & 15 & (granuleBytes - 1);
      const g1 = g0 + ((start + bytes - 1) >> granuleBits);
      if (kind === Kind.fetch) sites.granule = g1;
      const c0 = start === 0 ? g0 : g0 + 1;
      const c1 = (start + bytes) % granuleBytes === 0 ? g1 : g1 - 1;
      const isStore = kind === Kind.store;
      processors.current.access(kind, g0, g1, isStore ? c0 : g1 + 1, isStore ? c1 : g0, i);
      relocator?.interrupt();
    },
    [Marker.frame]: (tracePage, words, i) => {
      const cpu = processors.current;
      // Recorded pages are of 4 KB; those of one larger machine page share a frame.
      const recorded = ofVm(tracePages.first(words[i + 1]), cpu.vm);
      if (!pages.bind(tracePages.first(tracePage), recorded, cpu)) return;
      for (const each of processors.all) each?.forget();
    },
    // Where the machine's pages are larger than the 4 KB that the guest frees, the others of the same one still need it.
    [Marker.freePage]: (tracePage) => {
      if (tracePages.areParts) return;
      const cpu = processors.current;
      for (const page of tracePages.all(tracePage)) {
        if (!map.isPlaced(page)) {
          pages.noteFree(page);
          continue;
        }
        if (map.isReplicated(page) && !map.isShared(page)) supervisor.protection.store(cpu, page);
        const physical = map.names.physicalOf(page);
        cpu.tally.count(Event.pageFreed);
        // The guest drops its mappings; whoever uses the page number again starts afresh.
        for (const each of processors.all) each?.changed(page);
        if (pages.free(page)) supervisor.memory.free(cpu, physical);
      }
    },
    // The page may not have been touched before: the kernel clears it ahead of the program's first access.
    [Marker.zeroPage]: (tracePage) => {
      const first = tracePage * granulesPerTracePage;
      for (const page of tracePages.all(tracePage)) {
        const from = Math.max(first, page * granulesPerPage);
        supervisor.memory.zero(processors.current, page, from, Math.min(granulesPerTracePage, granulesPerPage));
      }
      relocator?.interrupt();
    },
  };
}
