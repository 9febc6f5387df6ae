import { entryOf } from '../../entry.ts';

export { printable } from '../../printable.ts';

/** Services as Table 2 writes them; others under our own names. */
export const SERVICE_LABELS: Readonly<Record<string, string>> = {
  none: 'other kernel work',
  tlbRefill: 'UTLB_MISS',
  demandZero: 'DEMAND_ZERO',
  quickFault: 'QUICK_FAULT',
  systemCall: 'other system calls',
  fault: 'other faults',
  interrupt: 'interrupts',
  contextSwitch: 'context switch',
  copyOnWrite: 'copies on write',
};

export const CACHE_LABELS = { l1: 'L1', l1i: 'L1 instruction', l1d: 'L1 data', l2: 'board cache' } as const;
export const TLB_LABELS = { tlb: 'TLB', secondLevel: 'second-level TLB' } as const;

/** By decimals: a formatter takes longer to make than to use a hundred times. */
const FORMATS: Intl.NumberFormat[] = [];
const grouped = (n: number, digits: number): string => {
  FORMATS[digits] ??= new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return FORMATS[digits].format(n);
};

/** `1,234,567` */
export const integer = (n: number): string => grouped(Math.round(n), 0);
/** `1,234.50`; a minus sign only before what is not zero when rounded. */
export const decimal = (n: number, digits: number): string => {
  const text = grouped(n, digits);
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
};
/** A number as somebody gave it, to six digits at most: `0.13`, `66.4`, `1,200`. */
export const asGiven = (n: number): string => Number(n.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 }); // biome-ignore format: a line
/** `Overhead is …` of what begins with a small letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `14.2 %` of a ratio's hundredfold. */
export const percent = (n: number, digits = 1): string => `${decimal(n, digits)} %`;
/** `+14.2` or `−3.1` */
export const signed = (n: number, digits = 1): string => {
  const text = decimal(n, digits);
  return text.startsWith('−') || !/[1-9]/.test(text) ? text : `+${text}`;
};

/** Decimals that show four digits of the largest of some numbers, 6 at most. */
export function digitsFor(largest: number): number {
  if (largest <= 0) return 1;
  return Math.min(6, Math.max(1, 3 - Math.floor(Math.log10(largest))));
}

/** `1 run`, `2 runs` */
export const plural = (n: number, noun: string, many = `${noun}s`): string => `${integer(n)} ${n === 1 ? noun : many}`;

/** `a, b and c` */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A time in the unit that suits it: `1.23 s`, `45.6 ms`, `789 µs`, `12 ns`. */
export function duration(ns: number): string {
  const whole = Math.abs(ns);
  const [unit, size] =
    whole >= 1e9
      ? (['s', 1e9] as const)
      : whole >= 1e6
        ? (['ms', 1e6] as const)
        : whole >= 1e3
          ? (['µs', 1e3] as const)
          : (['ns', 1] as const);
  const digits = whole === 0 ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(whole / size))));
  return `${decimal(ns / size, digits)} ${unit}`;
}

/** At most so many characters; a longer text loses its middle, since names differ at their ends. */
export const cut = (text: string, width: number): string => {
  if (text.length <= width) return text;
  const tail = Math.floor(width / 3);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
};

/** The text in lines of at most `width` characters, broken after spaces (not after those that do not break), hyphens, slashes and the like, at most `most` of them. */
export function wrap(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let line = '';
  // Breaks come after spaces and -_/.,: not within numbers.
  const words =
    /(?:[^\s\-_/.,]|\u00a0|[.,](?=\d))*(?:[^\S\u00a0]|[-_/]|[.,](?!\d))+|(?:[^\s\-_/.,]|\u00a0|[.,](?=\d))+/g;
  for (const word of text.match(words) ?? []) {
    if (line !== '' && (line + word).trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(''), width)];
}

const CAPITALS: Readonly<Record<string, string>> = { tlb: 'TLB', l1: 'L1', l1i: 'L1I', l1d: 'L1D', l2: 'L2', vm: 'VM', vms: 'VMs', cpu: 'CPU', cpus: 'CPUs', nfs: 'NFS', mb: 'MB' }; // biome-ignore format: a line
/** Words that are one before another. */
const COMPOUNDS = /\b(?:second level|copy on write|inter cell)(?= )/g;

/** `secondLevelTlb` as `second-level TLB` */
export const words = (name: string): string =>
  (name.match(/[A-Z]*[^A-Z.\s]+|[A-Z]+/g) ?? [])
    .map((word) => entryOf(CAPITALS, word.toLowerCase()) ?? word.toLowerCase())
    .join(' ')
    .replace(COMPOUNDS, (compound) => compound.replaceAll(' ', '-'));
