import { FOOTPRINT_USES, megabytes, pagesOf, sidesOf } from '../../report/sections/footprint/footprint.ts';
import { USE_STYLE } from '../../report/sections/footprint/style.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped, plural } from '../../report/text/words.ts';
import { abreast } from '../draw/abreast.ts';
import { explanation } from '../form/explanation.ts';
import { machines } from './network.ts';

const SHARED = 'blocks shared';
const OWN = 'each VM’s own copies';

/** Uses of memory by the columns of the table. */
const USES = { kernelText: 'kernel text', kernelData: 'kernel data', bufferCache: 'buffer cache', monitor: 'monitor', replicas: 'replicas', programs: 'programs', free: 'free lists' } as const; // biome-ignore format: a record
const USE_NAMES = Object.keys(USES) as (keyof typeof USES)[];

export const copyOnWriteDisks = explanation({
  key: 'copy-on-write-disks',
  source: {
    trace: 'synthetic:pmake8',
    set: ['workload.instructions=2000000', 'workload.warmup=0'],
    why: 'No recording has disk requests. Two million instructions are enough: the kernels’ text and the files are read at the beginning.',
  },
  structure: '8vm',
  varies: ['virtualCpus.vms', 'disks.sharing'],
  variants: (_, cpus) =>
    (cpus === 1 ? [] : machines(cpus)).flatMap((vms) =>
      [true, false].map((sharing) => ({
        name: `${plural(vms, 'VM')}, ${sharing ? SHARED : OWN}`,
        changes: { 'virtualCpus.vms': vms, 'disks.sharing': sharing },
      })),
    ),
  title: 'What sharing a disk’s blocks saves',
  subtitle: 'machine memory in MB at the end, by use, as one machine is divided among more virtual machines',
  meaning: 'A number of virtual machines, with blocks of copy-on-write disks shared or read by each.',
  columns: {
    vms: integer('', 'Virtual machines.', { label: 'VMs' }),
    blocks: text('`blocks shared` or `each VM’s own copies`.'),
    machineMB: number('MB', 'Machine memory in use at the end.', { label: 'machine memory' }),
    guestsMB: number('MB', 'Memory in use as the guests and the monitor see it.', { label: 'as the VMs see it' }),
    diskRequests: integer('requests', 'Requests to disks.'),
    blocksMapped: integer('pages', 'Pages of a disk found in memory and mapped instead of read.'),
    kernelText: number('MB', 'Of the machine memory, the kernels’ text.'),
    kernelData: number('MB', 'The kernels’ data.'),
    bufferCache: number('MB', 'Blocks of files.'),
    monitor: number('MB', 'The monitor, its logs of modified blocks among it.'),
    replicas: number('MB', 'Replicas of pages.'),
    programs: number('MB', 'The programs’ own pages.'),
    free: number('MB', 'On the guests’ free lists.', { label: 'free lists' }),
  },
  rows: (all) =>
    all.map(({ changes, run, totals }) => {
      const { V, M } = sidesOf(run.counts.footprint.at(-1)!);
      const mb = (pages: number): number => megabytes(pages, run);
      const uses = Object.fromEntries(USE_NAMES.map((use) => [use, mb(M[USES[use]])])) as Record<keyof typeof USES, number>;
      return {
        vms: changes['virtualCpus.vms'] as number,
        blocks: changes['disks.sharing'] === true ? SHARED : OWN,
        machineMB: mb(pagesOf(M, FOOTPRINT_USES)),
        guestsMB: mb(pagesOf(V, FOOTPRINT_USES)),
        diskRequests: totals.diskRequest,
        blocksMapped: totals.blockMapped,
        ...uses,
      };
    }),
  chart: (rows, frame) =>
    abreast(
      [SHARED, OWN].map((blocks) => ({
        title: blocks,
        bars: rows
          .filter((row) => row.blocks === blocks)
          .map((row) => ({
            at: grouped(row.vms),
            parts: USE_NAMES.map((use) => ({ name: USES[use], value: row[use] })),
            top: decimal(row.machineMB, 0),
          })),
      })),
      { colors: Object.fromEntries(USE_NAMES.map((use) => [USES[use], USE_STYLE[USES[use]].color])), x: 'virtual machines', y: 'MB' },
      frame,
    ),
  sentence(rows) {
    const most = rows.at(-1)!.vms;
    const of = (blocks: string) => rows.find((row) => row.vms === most && row.blocks === blocks)!;
    const [shared, own] = [of(SHARED), of(OWN)];
    if (own.diskRequests === 0)
      return `${plural(most, 'virtual machine')} that share the text of their kernels, which are booted from one disk, use ${decimal(shared.machineMB, 1)} MB of machine memory, with copies of their own ${decimal(own.machineMB, 1)} MB; the trace has no disk requests`;
    return `${plural(most, 'virtual machine')} that share the blocks of their disks use ${decimal(shared.machineMB, 1)} MB of machine memory and ${grouped(shared.diskRequests)} disk requests; with copies of their own ${decimal(own.machineMB, 1)} MB and ${grouped(own.diskRequests)}`;
  },
  exercise: 'exercise-4-copy-on-write-disks',
  next: ['disco reproduce fig6', 'disco explain copy-on-write-disks --set workload.instructions=20000000'],
}); // biome-ignore format: long lines
