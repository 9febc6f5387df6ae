import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped } from '../../report/text/words.ts';
import { stackedRows } from '../draw/stacked-rows.ts';
import { explanation } from '../form/explanation.ts';
import { EQUAL_SHARES, fileBlocks, NFS, SWITCHES, served, switched } from './network.ts';

const MB = 2 ** 20;
const STEPS = {
  'all copied': switched(false, false, false),
  'mapped by the subnet': switched(true, false, true),
  '+ remap call': switched(true, true, true),
};
const COPIED = 'copied';
const MAPPED = 'mapped instead';

export const subnetRemap = explanation({
  key: 'subnet-remap',
  source: NFS,
  structure: '8vm-nfs',
  set: EQUAL_SHARES,
  varies: [...SWITCHES, 'virtualCpus.vms'],
  variants: (_, cpus) => served(cpus, Object.entries(STEPS).map(([name, changes]) => ({ name, changes }))),
  title: 'How a file gets from its server to a client',
  subtitle: 'MB copied from memory to memory, or mapped instead, as pages are remapped at each step of the way',
  meaning: 'A step of the way that is spared its copying; each row has the steps above it too.',
  columns: {
    step: text('`all copied`; `mapped by the subnet`: whole pages of a message are mapped to the receiver’s network buffers; `+ remap call`: and from there into its file cache.'),
    copiedMB: number('MB', 'Bytes copied from memory to memory.', { label: 'copied' }),
    mappedMB: number('MB', 'Pages mapped to who receives or moves them, instead of copied.', { label: 'mapped' }),
    pagesMapped: integer('pages', 'The same, in pages.'),
    copyOnWriteFaults: integer('faults', 'Stores to pages that others have too: these are copied after all.'),
    cachedMB: number('MB', 'Machine memory that blocks of files take at the end, in all file caches.', { label: 'file blocks in memory' }),
    seenMB: number('MB', 'The same as the virtual machines see it.', { label: 'as the VMs see it' }),
  },
  rows: (all) =>
    all.map((one) => {
      const { name, totals, run } = one;
      const { machine, virtual } = fileBlocks(one);
      return {
        step: name,
        copiedMB: totals.byteCopied / MB,
        mappedMB: (totals.networkRemap * run.structure.pageBytes) / MB,
        pagesMapped: totals.networkRemap,
        copyOnWriteFaults: totals.copyOnWriteFault,
        cachedMB: machine,
        seenMB: virtual,
      };
    }),
  chart: (rows, frame) =>
    stackedRows(
      rows.map((row) => ({
        name: row.step,
        parts: [{ name: COPIED, value: row.copiedMB }, { name: MAPPED, value: row.mappedMB }],
        end: `${decimal(row.copiedMB, 1)} MB copied`,
      })),
      { colors: { [COPIED]: BAR_COLORS.monitor, [MAPPED]: BAR_COLORS['user stall'] }, title: 'MB that go from a server’s file cache to a client’s' },
      frame,
    ),
  sentence(rows) {
    const [none, subnet, both] = rows;
    return `of ${decimal(none.copiedMB, 1)} MB that are copied between a file server and its clients, the virtual subnet maps ${decimal(subnet.mappedMB, 1)} MB, and with the remap call ${decimal(both.mappedMB, 1)} MB: ${decimal(both.copiedMB, 1)} MB are still copied, and blocks of files take ${decimal(both.cachedMB, 1)} MB of memory instead of ${decimal(none.cachedMB, 1)} MB (${grouped(both.pagesMapped)} pages are mapped)`;
  },
  next: ['disco explain remap-call', 'disco explain buffer-free-list', 'disco explain subnet-remap --set workload.instructions=20000000'],
}); // biome-ignore format: long lines
