import type { TextInput } from '../bytes/lines.ts';
import { openText } from '../bytes/text-trace.ts';
import { change, type OpenOptions, type Trace, warning } from '../words/trace.ts';
import type { ChampSimLayout } from './layout.ts';
import { ChampSimScanner, DATA_BYTES, FETCH_BYTES } from './scanner.ts';

/** Reads a trace of ChampSim, as one CPU's. Its notes say what such records lack. */
export function openChampSim(input: TextInput, layout: ChampSimLayout, options: OpenOptions): Trace {
  return openText(input, layout.name, options, (queue, _header, notes) => {
    const scanner = new ChampSimScanner(input.name, layout, (block) => queue.references(block));
    return {
      push: (chunk) => scanner.push(chunk),
      end() {
        notes.push(
          change(
            `ChampSim's records have no sizes: every fetch is taken as ${FETCH_BYTES} bytes, every load and store as ${DATA_BYTES}`,
          ),
          change(
            "ChampSim's records do not order what an instruction does: its loads are taken before its stores; system calls, threads and CPUs are not in them",
          ),
        );
        if (scanner.empty > 0)
          notes.push(change(`${scanner.empty} records without any address are left out: they are no references`));
        if (scanner.odd > 0)
          notes.push(
            warning(
              `${scanner.odd} records have addresses of more than 48 bits, the first is record ${scanner.firstOdd}: the file may be damaged there`,
            ),
          );
        return scanner.end();
      },
    };
  });
}
