import { Marker } from '../../../trace/words/markers.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { type Block, blocksOf, type DiskRequest } from '../../supervisor/disk-request.ts';
import type { Handler, Handlers, Parts } from './parts.ts';

/** Markers that speak of devices: disks, and the network. */
export function deviceMarkers({ hardware, processors, tracePages }: Parts): Handlers {
  const { pages, relocator, supervisor } = hardware;
  const { disks, network } = supervisor;

  /** A marker whose words are a disk, its first sector and their number, from or to the page that it names. */
  const diskMarker =
    (ask: (cpu: Cpu, request: DiskRequest, blocks: readonly Block[]) => void, isSegment = false): Handler =>
    (tracePage, words, i) => {
      const cpu = processors.current;
      const page = tracePages.first(tracePage);
      const [disk, first, sectors] = words.subarray(i + 1, i + 4);
      const request = { disk, first, sectors, page, offset: tracePages.offset(tracePage), isSegment };
      if (!isSegment) cpu.tally.beginDiskRequest();
      ask(cpu, request, blocksOf(request, cpu.pageBytes, pages.dictionary.pagesAhead(page)));
      relocator?.interrupt();
    };

  return {
    [Marker.fileBlock]: diskMarker((cpu, request, blocks) => disks.fileBlock(cpu, request, blocks)),
    [Marker.diskRead]: diskMarker((cpu, request, blocks) => disks.read(cpu, request, blocks)),
    [Marker.diskWrite]: diskMarker((cpu, request, blocks) => disks.write(cpu, request, blocks)),
    [Marker.diskReadSegment]: diskMarker((cpu, request, blocks) => disks.read(cpu, request, blocks), true),
    [Marker.diskWriteSegment]: diskMarker((cpu, request, blocks) => disks.write(cpu, request, blocks), true),
    [Marker.networkSend]: (tracePage, words, i) => {
      network.send(processors.current, tracePages.first(tracePage), words[i + 1], words[i + 2] !== 0);
      relocator?.interrupt();
    },
    [Marker.remap]: (tracePage, words, i) => {
      network.remap(processors.current, tracePages.first(tracePage), tracePages.first(words[i + 1]));
      relocator?.interrupt();
    },
  };
}
