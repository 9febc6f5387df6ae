import { BAR_COLORS } from '../../report/draw/theme.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { decimal, integer as grouped, percent } from '../../report/text/words.ts';
import { abreast } from '../draw/abreast.ts';
import { explanation } from '../form/explanation.ts';

const KEEPS = 'keeps to its CPU';
const WANDERS = 'runs where it comes';

/** Causes of misses of the board cache, by the columns of their counts. */
const CAUSES = {
  cold: { label: 'new to the CPU', color: BAR_COLORS.monitor },
  capacity: { label: 'evicted', color: BAR_COLORS.kernel },
  sharing: { label: 'shared with another', color: BAR_COLORS['user stall'] },
} as const;
const CAUSE_NAMES = Object.keys(CAUSES) as (keyof typeof CAUSES)[];

export const affinity = explanation({
  key: 'affinity',
  source: {
    trace: 'radix8',
    set: ['monitor.virtualCpus.cpus=4'],
    why: 'A real sort of eight threads, whose eight virtual CPUs share four CPUs here.',
  },
  structure: 'disco',
  varies: ['virtualCpus.affinity', 'virtualCpus.quantumInstructions'],
  variants: () =>
    [50_000, 200_000, 800_000].flatMap((quantum) =>
      [true, false].map((keeps) => ({
        name: `${grouped(quantum)} instructions, ${keeps ? KEEPS : WANDERS}`,
        changes: { 'virtualCpus.quantumInstructions': quantum, 'virtualCpus.affinity': keeps },
      })),
    ),
  title: 'A virtual CPU and the caches that know it',
  subtitle: 'misses of the board caches by cause, for each thousand instructions, by the quantum that virtual CPUs run for in turn',
  meaning: 'A quantum, with virtual CPUs that keep to their CPUs or run on any.',
  columns: {
    quantum: integer('instructions', 'Instructions until the next virtual CPU has its turn.'),
    virtualCpu: text('`keeps to its CPU`, or `runs where it comes`.', { label: 'virtual CPU' }),
    cold: integer('misses', 'Lines that this CPU never held before.', { label: 'new to the CPU' }),
    capacity: integer('misses', 'Lines that this CPU evicted before.', { label: 'evicted' }),
    sharing: integer('misses', 'Lines that another CPU’s store took away.'),
    perThousand: number('misses', 'All of these, for each thousand instructions.', { label: 'per 1,000 instructions' }),
    tlbMisses: integer('misses', 'TLB misses.', { label: 'TLB misses' }),
    switches: integer('switches', 'Virtual CPUs put on a CPU in the place of another.'),
  },
  rows: (all) =>
    all.map(({ changes, totals: t }) => {
      const misses = { cold: t.coldMiss, capacity: t.capacityMiss, sharing: t.trueSharingMiss + t.falseSharingMiss };
      return {
        quantum: changes['virtualCpus.quantumInstructions'] as number,
        virtualCpu: changes['virtualCpus.affinity'] === true ? KEEPS : WANDERS,
        ...misses,
        perThousand: (1000 * (misses.cold + misses.capacity + misses.sharing)) / (t.instruction || 1),
        tlbMisses: t.tlbMiss,
        switches: t.virtualCpuSwitch,
      };
    }),
  chart: (rows, frame) =>
    abreast(
      [KEEPS, WANDERS].map((virtualCpu) => ({
        title: virtualCpu,
        bars: rows
          .filter((row) => row.virtualCpu === virtualCpu)
          .map((row) => {
            const all = row.cold + row.capacity + row.sharing || 1;
            return {
              at: `${row.quantum / 1000}k`,
              parts: CAUSE_NAMES.map((cause) => ({ name: CAUSES[cause].label, value: (row[cause] * row.perThousand) / all })),
              top: decimal(row.perThousand, 2),
            };
          }),
      })),
      { colors: Object.fromEntries(CAUSE_NAMES.map((cause) => [CAUSES[cause].label, CAUSES[cause].color])), x: 'instructions of a quantum', y: 'misses per 1,000 instructions' },
      frame,
    ),
  sentence(rows) {
    const { quantum } = rows[0];
    const of = (virtualCpu: string) => rows.find((row) => row.quantum === quantum && row.virtualCpu === virtualCpu)!;
    const [keeps, wanders] = [of(KEEPS), of(WANDERS)];
    const saved = 1 - keeps.perThousand / (wanders.perThousand || 1);
    return `with quanta of ${grouped(quantum)} instructions, virtual CPUs that run on any CPU miss ${decimal(wanders.perThousand, 2)} lines in a thousand instructions, those that keep to theirs ${decimal(keeps.perThousand, 2)}, ${percent(100 * Math.abs(saved))} ${saved < 0 ? 'more' : 'fewer'}: ${grouped(keeps.cold)} misses instead of ${grouped(wanders.cold)} are of lines that are new to the CPU`;
  },
  exercise: 'exercise-5-affinity',
  next: ['disco explain affinity --trace raytrace8 --set monitor.virtualCpus.cpus=4', 'disco compare radix8 --set monitor.virtualCpus.cpus=4'],
}); // biome-ignore format: long lines
