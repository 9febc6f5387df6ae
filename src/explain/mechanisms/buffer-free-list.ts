import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped } from '../../report/text/words.ts';
import { stackedRows } from '../draw/stacked-rows.ts';
import { explanation } from '../form/explanation.ts';
import { EQUAL_SHARES, fileBlocks, NFS, served } from './network.ts';

const LISTS = { 'list in the pages': false, 'list kept elsewhere': true };
const SHARED = 'stay shared';
const BROKEN = 'copied at the first write';

export const bufferFreeList = explanation({
  key: 'buffer-free-list',
  source: NFS,
  structure: '8vm-nfs',
  set: EQUAL_SHARES,
  varies: ['network.freeListFix', 'virtualCpus.vms'],
  variants: (_, cpus) =>
    served(cpus, Object.entries(LISTS).map(([name, fix]) => ({ name, changes: { 'network.freeListFix': fix } }))),
  title: 'A free list that ends the sharing',
  subtitle: 'pages that come over the virtual subnet: shared for good, or copied as soon as the list is written into them',
  meaning: 'Where the guest keeps its free list of network buffers, and what becomes of the pages in them.',
  columns: {
    list: text('`list in the pages`, as IRIX chains its buffers, or `list kept elsewhere`, as changed for Disco.'),
    pagesMapped: integer('pages', 'Pages mapped to who receives or moves them, at the two steps of their way.'),
    copyOnWriteFaults: integer('pages', 'Pages that a store ended the sharing of: they are copied after all.'),
    copiedMB: number('MB', 'Bytes copied from memory to memory.', { label: 'copied' }),
    cachedMB: number('MB', 'Machine memory that blocks of files take at the end.', { label: 'file blocks in memory' }),
  },
  rows: (all) =>
    all.map((one) => ({
      list: one.name,
      pagesMapped: one.totals.networkRemap,
      copyOnWriteFaults: one.totals.copyOnWriteFault,
      copiedMB: one.totals.byteCopied / 2 ** 20,
      cachedMB: fileBlocks(one).machine,
    })),
  chart: (rows, frame) =>
    stackedRows(
      rows.map((row) => ({
        name: row.list,
        parts: [
          { name: SHARED, value: Math.max(0, row.pagesMapped - row.copyOnWriteFaults) },
          { name: BROKEN, value: row.copyOnWriteFaults },
        ],
        end: `${decimal(row.cachedMB, 1)} MB of file blocks`,
      })),
      { colors: { [SHARED]: BAR_COLORS['user stall'], [BROKEN]: BAR_COLORS.monitor }, title: 'mappings of pages that came over the network' },
      frame,
    ),
  sentence(rows) {
    const [within, elsewhere] = rows;
    return `the free list of network buffers writes into ${grouped(within.copyOnWriteFaults)} shared pages, which are copied at once; kept elsewhere, ${grouped(elsewhere.copyOnWriteFaults)} are, ${decimal(within.copiedMB - elsewhere.copiedMB, 1)} MB less are copied, and blocks of files take ${decimal(elsewhere.cachedMB, 1)} MB of memory instead of ${decimal(within.cachedMB, 1)} MB`;
  },
  next: ['disco explain remap-call', 'disco explain buffer-free-list --set workload.instructions=20000000'],
}); // biome-ignore format: long lines
