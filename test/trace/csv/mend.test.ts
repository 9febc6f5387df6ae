import { describe, expect, test } from 'vitest';
import type { OpenOptions } from '../../../src/trace/words/trace.ts';
import { open, recordsOf } from './csv-records.ts';

/** The exception vectors' base of these recordings. */
const BASE = 0x81000000;
const hex = (n: number): string => n.toString(16);
const at = (offset: number): string => hex(BASE + offset);

/** Rows of one CPU and task: `u I 400000 3` (three instructions), `k L 80000000`, `u X trap 0`. Another CPU: `@1 ...`. */
function recording(lines: string): string {
  let task = 'a0000';
  const rows = lines
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, cpu = '0', rest] = /^\s*(?:@(\d) )?(.*)$/.exec(line) as RegExpExecArray & string[];
      const [mode, kind, ...more] = rest.split(' ');
      if (kind === 'task') task = more[0];
      const head = `${cpu},${task},${mode}`;
      if (kind === 'task') return `${head},X,0,0,task ${more[0]}`;
      if (kind === 'column') {
        task = more[0];
        return undefined;
      }
      if (kind === 'X') return `${head},X,0,0,${more.join(' ')}`;
      const n = Number(more[1] ?? 1);
      return kind === 'I' ? `${head},I,${more[0]},${4 * n},n${n}` : `${head},${kind},${more[0]},4,`;
    });
  return `# level=system architecture=mips32\n${rows.filter((row) => row !== undefined).join('\n')}\n`;
}

/** Records as `recordsOf`, without CPU 0, task a0000 and the spaces; `enter` and `leave` without the rest. */
async function mended(lines: string, options: OpenOptions = {}) {
  const trace = await open(recording(lines), options);
  const records = (await recordsOf(trace)).map((record) => {
    const text = record.replace(/^0 a0000 /, '').replace(/ \d+:/, ' ');
    return /enter|leave/.test(text) ? text.replace(/^(?:0 \w+ )?[uk] /, '') : text;
  });
  return { records, notes: trace.notes.map(({ text }) => text).join('\n'), totals: trace.totals };
}

const REFILL = `
  k I ${at(0)} 10
  k L 80002000
  k X mtc0 $2.0
  k X tlbwr
  k I ${at(40)} 1
  k X eret`;
const DROPPED_REFILL = /dropped (\d+) recorded TLB refills \((\d+) instructions; (\d+) known by their address alone\)/;

describe('TLB refills', () => {
  const lines = `
  u I 400000 3
  u X trap 0
  ${REFILL}
  u I 400008 2
  u L 700000`;

  test('are left out, with the second fetch of the instruction that missed', async () => {
    const { records, notes } = await mended(lines);
    expect(records).toEqual(['u I 400000 12 n3', 'u I 40000c 4 n1', 'u L 700000 4']);
    expect(DROPPED_REFILL.exec(notes)?.slice(1)).toEqual(['1', '11', '0']);
    expect(notes).toContain('dropped the second fetch of 1 instructions');
  });

  test('are kept when asked for, and are no service', async () => {
    const { records, notes, totals } = await mended(lines, { raw: true });
    expect(records).toEqual([
      'u I 400000 12 n3', 'u trap 0', `k I ${at(0)} 40 n10`, 'k L 80002000 4', 'k mtc0 $2.0', 'k tlbwr',
      `k I ${at(40)} 4 n1`, 'k eret', 'u I 400008 8 n2', 'u L 700000 4',
    ]); // biome-ignore format: a list
    expect(totals?.instructions).toBe(16);
    expect(notes).not.toContain('dropped');
  });

  test('whose trap the recorder missed are known by the address of their vector', async () => {
    const { records, notes } = await mended(`${lines}\n u X trap 0\n${REFILL}\n${REFILL}\n u I 400010 1`);
    expect(records.slice(3)).toEqual(['u I 400010 4 n1']);
    expect(DROPPED_REFILL.exec(notes)?.slice(1)).toEqual(['3', '33', '1']);
  });

  test('under way when a window begins are left out', async () => {
    const { records } = await mended(`${lines}
  k X window
  k I ${at(8)} 2
  k X tlbwr
  k X eret
  u I 400020 1`);
    expect(records.slice(3)).toEqual(['k window at record 0 instruction 0', 'u I 400020 4 n1']);
  });

  test('that leave their handler without a translation go on as faults', async () => {
    const { records } = await mended(`
  u I 400000 1
  u X trap 0
  k I ${at(0)} 4
  k I 80200000 5
  k X eret
  u I 400000 2`);
    expect(records).toEqual([
      'u I 400000 4 n1', 'u trap 0', 'enter fault', 'k I 80200000 20 n5', 'k eret', 'leave', 'u I 400004 4 n1',
    ]); // biome-ignore format: a list
  });
});

describe('an instruction that an exception made the CPU fetch twice', () => {
  test('is fetched once, be it the slot of a branch or a run cut in two', async () => {
    const slot = await mended(`u I 400000 3\n u X trap 0\n${REFILL}\n u I 400004 2\n u L 10\n u I 500000 1`);
    expect(slot.records).toEqual(['u I 400000 12 n3', 'u L 10 4', 'u I 500000 4 n1']);
    const cut = await mended(`u I 400000 3\n u X trap 0\n${REFILL}\n u I 400004 1\n u I 400008 1\n u I 500000 1`);
    expect(cut.records).toEqual(['u I 400000 12 n3', 'u I 500000 4 n1']);
  });

  test('keeps its event once', async () => {
    const { records } = await mended(
      `u I 400000 3\n u X ll 0\n u X trap 0\n${REFILL}\n u I 400008 1\n u X ll 0\n u L 10`,
    );
    expect(records).toEqual(['u I 400000 12 n3', 'u ll', 'u L 10 4']);
  });

  test('is not looked for two instructions back, nor after an interrupt or a system call', async () => {
    const far = await mended(`u I 400000 3\n u X trap 0\n${REFILL}\n u I 400000 3`);
    expect(far.records).toEqual(['u I 400000 12 n3', 'u I 400000 12 n3']);
    for (const offset of ['180', '900']) {
      const call = offset === '180' ? 'u X syscall 0\n' : '';
      const { records } = await mended(
        `u I 400000 3\n${call} u X trap ${offset}\n k I ${at(0x180)} 2\n k X eret\n u I 400008 1`,
      );
      expect(records.at(-1)).toBe('u I 400008 4 n1');
    }
  });
});

describe('rdhwr', () => {
  test('is left out with its handler, but not an interrupt inside it', async () => {
    const { records, notes } = await mended(`
  u I 400000 1
  u X rdhwr 29
  u X trap 180
  k I ${at(0x180)} 6
  k X trap 900
  k I ${at(0x900)} 2
  k X eret
  k I 80105c94 9
  k X eret
  u I 400004 1`);
    expect(records).toEqual([
      'u I 400000 4 n1', 'k trap 900', 'enter interrupt', `k I ${at(0x900)} 8 n2`, 'k eret', 'leave', 'u I 400004 4 n1',
    ]); // biome-ignore format: a list
    expect(notes).toContain('dropped 1 traps of rdhwr (15 instructions)');
  });

  test('that does not trap is kept', async () => {
    const { records } = await mended('u I 400000 1\n u X rdhwr 29\n u I 400004 1');
    expect(records).toEqual(['u I 400000 4 n1', 'u rdhwr 29', 'u I 400004 4 n1']);
  });
});

describe('services', () => {
  test('are a system call, a fault or an interrupt, nested, from the trap to its return', async () => {
    const { records } = await mended(`
  u I 400000 1
  u X syscall 0
  u X trap 180
  k I ${at(0x180)} 1
  k X trap 900
  k I ${at(0x900)} 1
  k X eret
  k I 80100000 1
  k X trap 180
  k I ${at(0x180)} 1
  k X eret
  k I 80100000 2
  k X eret
  u I 400004 1`);
    expect(records).toEqual([
      'u I 400000 4 n1', 'u syscall', 'u trap 180', 'enter systemCall', `k I ${at(0x180)} 4 n1`,
      'k trap 900', 'enter interrupt', `k I ${at(0x900)} 4 n1`, 'k eret', 'leave',
      'k I 80100000 4 n1', 'k trap 180', 'enter fault', `k I ${at(0x180)} 4 n1`, 'k eret', 'leave',
      'k I 80100004 4 n1', 'k eret', 'leave', 'u I 400004 4 n1',
    ]); // biome-ignore format: a list
  });

  test('follow the task when the kernel switches inside them', async () => {
    const { records } = await mended(`
  u I 400000 1
  u X trap 900
  k I ${at(0x900)} 1
  k task a0000
  k X eret
  u I 400000 1
  u X syscall 0
  u X trap 180
  k I ${at(0x180)} 1
  k I 80300000 1
  k task b0000
  k X eret
  u I 500000 1
  u X trap 900
  k I ${at(0x900)} 1
  k task a0000
  k X eret
  u I 400004 1`);
    expect(records.slice(6)).toEqual([
      'u I 400000 4 n1', 'u syscall', 'u trap 180', 'enter systemCall', `k I ${at(0x180)} 4 n1`, 'k I 80300000 4 n1',
      'leave', '0 b0000 k eret', '0 b0000 u I 500000 4 n1',
      '0 b0000 u trap 900', 'enter interrupt', `0 b0000 k I ${at(0x900)} 4 n1`,
      'leave', 'enter systemCall', 'k eret', 'leave', 'u I 400004 4 n1',
    ]); // biome-ignore format: a list
  });

  test('are all left when a CPU is back in user code or the recording has a gap', async () => {
    const entry = `u I 400000 1\n u X syscall 0\n u X trap 180\n k I ${at(0x180)} 1`;
    const back = await mended(`${entry}\n u I 400004 1`);
    expect(back.records.slice(-2)).toEqual(['leave', 'u I 400004 4 n1']);
    expect(back.notes).toContain('1 returns to user code without a return event');
    const gap = await mended(`${entry}\n u X window`);
    expect(gap.records.slice(-2)).toEqual(['leave', 'u window at record 0 instruction 0']);
  });

  test('are kept apart by CPU', async () => {
    const { records } = await mended(`
  u I 400000 1
  u X syscall 0
  u X trap 180
  @1 u I 600000 1
  @1 u X trap 900
  @1 k I ${at(0x900)} 1
  k I ${at(0x180)} 1
  k X eret
  @1 k X eret`);
    expect(records.filter((record) => /enter|leave/.test(record))).toEqual([
      'enter systemCall',
      '1 a0000 u enter interrupt',
      'leave',
      '1 a0000 k leave',
    ]);
  });

  test('are not derived when the recording has its own', async () => {
    const text = recording(`u I 400000 1\n u X trap 180\n u X enter read\n k I ${at(0x180)} 1\n k X eret\n k X leave`);
    const trace = await open(text.replace('# ', '# services=recorded '));
    const records = await recordsOf(trace);
    expect(records.filter((record) => /enter|leave/.test(record))).toEqual(['0 a0000 u enter read', '0 a0000 k leave']);
  });
});

describe('task events that name no task', () => {
  const column = (records: string[]) => records.map((record) => record.replace(/^u /, '0 a0000 u ').slice(2, 9));
  const user = (records: string[]) => column(records.filter((record) => / ?u I /.test(record)));
  const claimed = `u I 400000 1\n u X trap 900\n k I ${at(0x900)} 1\n k task a0000\n k X eret\n u X trap 0\n${REFILL}`;

  test('in a refill they name a page table, until the next true return', async () => {
    const { records, notes } = await mended(`${claimed}
  k I ${at(0)} 1
  k task c0000
  k X eret
  u I 400008 1
  u X trap 900
  k I ${at(0x900)} 1
  k task b0000
  k X eret
  u I 500000 1`);
    expect(user(records)).toEqual(['a0000 u', 'a0000 u', 'b0000 u']);
    expect(notes).toContain('mended 1 task events that named no task: 1 a page table (in a refill), 0');
  });

  test('after a trap from user code they name a save area, which the return confirms', async () => {
    const fault = `u X trap 180\n k I ${at(0x180)} 1\n k S d0600\n k task d0000\n k I 80100000 1`;
    const { records, notes } = await mended(
      `${claimed}\n${fault}\n k task a0000\n k X eret\n u I 400008 1\n${fault}\n k X eret\n u I 40000c 1`,
    );
    expect(records.some((record) => record.includes('d0000'))).toBe(false);
    expect(user(records)).toEqual(['a0000 u', 'a0000 u', 'a0000 u']);
    expect(notes).toContain('2 the area where a TLB exception saves registers');
  });

  test('a trap from kernel code on another stack is a switch that happened before it', async () => {
    const { records } = await mended(`${claimed}
  u I 400008 1
  u X syscall 0
  u X trap 180
  k I ${at(0x180)} 1
  k X trap 900
  k I ${at(0x900)} 1
  k S b1f80
  k task b0000
  k I 80100000 1
  k X eret
  k I 80100100 1`);
    expect(records.slice(-7)).toEqual([
      'leave', 'leave', 'enter interrupt', '0 b0000 k I 80100000 4 n1', '0 b0000 k eret', 'leave', '0 b0000 k I 80100100 4 n1',
    ]); // biome-ignore format: a list
  });

  test('the name a window begins under is kept while nothing better is known, and counted if it was a page table', async () => {
    const { records, notes } = await mended(`${claimed}
  u X window
  u column c0000
  u I 400008 7
  u X trap 900
  k I ${at(0x900)} 1
  k S a1f80
  k task a0000
  k I 80100000 1
  k X eret
  u I 40000c 1`);
    expect(user(records)).toEqual(['a0000 u', 'c0000 u', 'a0000 u']);
    expect(notes).toContain('7 user instructions, all right after a gap, remain under the name of a page table');
  });
});
