import { BAR_COLORS, EDGE } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, plural } from '../../report/text/words.ts';
import { courses } from '../draw/courses.ts';
import { explanation } from '../form/explanation.ts';
import { EQUAL_SHARES, fileBlocks, machines, NFS } from './network.ts';

const CALL = 'with the remap call';
const COPY = 'copied by the client';
const SEEN = 'as the VMs see it';

export const remapCall = explanation({
  key: 'remap-call',
  source: NFS,
  structure: '8vm-nfs',
  set: EQUAL_SHARES,
  varies: ['virtualCpus.vms', 'network.remapCall'],
  variants: (_, cpus) =>
    machines(cpus)
      .slice(1)
      .flatMap((vms) =>
        [true, false].map((remapCall) => ({
          name: `${plural(vms, 'VM')}, ${remapCall ? CALL : COPY}`,
          changes: { 'virtualCpus.vms': vms, 'network.remapCall': remapCall },
        })),
      ),
  title: 'One copy of a block, or one more for each client',
  subtitle: 'MB of file blocks in machine memory at the end, as a server’s clients grow in number',
  meaning: 'A number of virtual machines, the first of which serves files to the others, with the remap call or without.',
  columns: {
    vms: integer('', 'Virtual machines: a server and its clients.', { label: 'VMs' }),
    fetched: text('`with the remap call`, or `copied by the client` from its network buffers into its file cache.'),
    cachedMB: number('MB', 'Machine memory that blocks of files take at the end, in all file caches.', { label: 'file blocks in memory' }),
    seenMB: number('MB', 'The same as the virtual machines see it: a copy in each file cache.', { label: 'as the VMs see it' }),
    copiedMB: number('MB', 'Bytes copied from memory to memory.', { label: 'copied' }),
    pagesMapped: integer('pages', 'Pages mapped to who receives or moves them.'),
    copyOnWriteFaults: integer('faults', 'Stores to pages that others have too.'),
  },
  rows: (all) =>
    all.map((one) => {
      const { changes, totals } = one;
      const { machine, virtual } = fileBlocks(one);
      return {
        vms: changes['virtualCpus.vms'] as number,
        fetched: changes['network.remapCall'] === true ? CALL : COPY,
        cachedMB: machine,
        seenMB: virtual,
        copiedMB: totals.byteCopied / 2 ** 20,
        pagesMapped: totals.networkRemap,
        copyOnWriteFaults: totals.copyOnWriteFault,
      };
    }),
  chart(rows, frame) {
    const of = (fetched: string) => rows.filter((row) => row.fetched === fetched);
    return courses(
      [
        { name: SEEN, color: EDGE, broken: true, points: of(CALL).map(({ vms, seenMB }) => ({ x: vms, y: seenMB })) },
        { name: COPY, color: BAR_COLORS.user, points: of(COPY).map(({ vms, cachedMB }) => ({ x: vms, y: cachedMB })) },
        { name: CALL, color: BAR_COLORS.monitor, points: of(CALL).map(({ vms, cachedMB }) => ({ x: vms, y: cachedMB })) },
      ],
      { x: 'virtual machines, the first the server', y: 'MB', ratios: of(CALL).map(({ vms }) => vms) },
      frame,
    );
  },
  sentence(rows) {
    const { vms } = rows.at(-1)!;
    const of = (fetched: string) => rows.find((row) => row.vms === vms && row.fetched === fetched)!;
    return `a server and ${plural(vms - 1, 'client')} see ${decimal(of(CALL).seenMB, 1)} MB of file blocks: with the remap call they take ${decimal(of(CALL).cachedMB, 1)} MB of machine memory, where clients copy them ${decimal(of(COPY).cachedMB, 1)} MB, and ${decimal(of(COPY).copiedMB - of(CALL).copiedMB, 1)} MB more are copied`;
  },
  next: ['disco explain subnet-remap', 'disco reproduce fig6'],
}); // biome-ignore format: long lines
