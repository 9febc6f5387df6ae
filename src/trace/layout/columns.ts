import { shareOf } from '../bytes/format.ts';
import type { FieldName } from './grammar.ts';
import type { LayoutText } from './layout.ts';
import { codeOf } from './operations.ts';

/** What people call the columns of their tables, in lower case, without blanks and marks. */
const NAMES: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  address: ['address', 'addr', 'vaddr', 'va', 'vaddress', 'virtualaddress', 'virtaddr', 'memaddr', 'memaddress', 'memoryaddress', 'effectiveaddress', 'ea', 'dataaddr', 'dataaddress', 'paddr', 'physaddr', 'physicaladdress', 'addresshex', 'hexaddress'],
  op: ['op', 'operation', 'optype', 'type', 'kind', 'rw', 'readwrite', 'access', 'accesstype', 'cmd', 'command', 'request', 'requesttype', 'loadstore', 'loadorstore', 'ls', 'rorw', 'readorwrite', 'direction', 'dir', 'memop', 'accesskind', 'operationtype', 'instruction', 'iswrite', 'isstore', 'write', 'store', 'wr', 'writeflag', 'storeflag', 'isread', 'isload', 'read', 'load', 'rd', 'readflag', 'loadflag'],
  size: ['size', 'len', 'length', 'bytes', 'nbytes', 'numbytes', 'width', 'accesssize', 'sizebytes'],
  ip: ['ip', 'pc', 'eip', 'rip', 'instructionpointer', 'programcounter', 'instructionaddress', 'instraddr', 'insaddr'],
  cpu: ['cpu', 'cpuid', 'core', 'coreid', 'processor'],
  thread: ['thread', 'threadid', 'tid'],
  task: ['task', 'process', 'processid', 'pid'],
}; // biome-ignore format: a table
/** Columns whose 1 says that it is a store, and those whose 1 says that it is a load. */
const IS_STORE = /^(?:is)?(?:write|store|wr)(?:flag)?$/;
const IS_LOAD = /^(?:is)?(?:read|load|rd)(?:flag)?$/;
const SEPARATORS = [';', '\t', '|', ','] as const;

/** What fields are in a sentence, where their names are not. */
const MEANT: Readonly<Record<string, string>> = { op: 'operation', ip: 'instruction', task: 'process' };

/** A table's layout, by its header row, and what was taken for granted. */
export interface Columns {
  layout: LayoutText;
  tellsOperations: boolean;
  guesses: readonly string[];
}

/** The layout of a table whose header row names a column of addresses, by its first lines; undefined of anything else. */
export function columnsOf(lines: readonly string[]): Columns | undefined {
  const at = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (at < 0) return undefined;
  const separator = SEPARATORS.find((each) => lines[at].includes(each)) ?? ' ';
  const split = (line: string): string[] =>
    (separator === ' ' ? line.trim().split(/[ \t]+/) : line.split(separator)).map((field) => field.trim());
  const names = split(lines[at]);
  const fields = names.map(fieldOf);
  if (!fields.includes('address') || names.some((name) => /^"?(?:0x)?\d/.test(name))) return undefined;
  // Of two columns with the same meaning (virtual and physical address) the first is read, which is said.
  const wanted = fields.map((field, n) => (field !== undefined && fields.indexOf(field) === n ? field : undefined));
  const last = wanted.findLastIndex((field) => field !== undefined);
  const rows = lines.slice(at + 1).filter((line) => line.trim() !== '' && !line.startsWith('#')).map(split); // biome-ignore format: a line
  const guesses: string[] = [];
  for (const [field, its] of Object.entries(Object.groupBy(names.keys(), (n) => fields[n] ?? '')))
    if (field !== '' && its !== undefined && its.length > 1)
      guesses.push(
        `${its.length} columns say the ${MEANT[field] ?? field} (${its.map((n) => unquoted(names[n])).join(', ')}): that of column ${its[0] + 1} is read`,
      );
  const columnOf = (n: number): string[] => rows.map((row) => row[n] ?? '');
  // A table has one base: where any column of addresses shows it, all have it.
  const hex = wanted.some((field, n) => (field === 'address' || field === 'ip') && isHex(columnOf(n).map(unquoted)));
  const parts = wanted.slice(0, last + 1).map((field, n) => {
    const values = columnOf(n);
    const quoted = shareOf(values, (value) => /^".*"$/.test(value)) > 0.5;
    const part = partOf(field, plain(names[n]), values.map(unquoted), hex, guesses);
    return quoted && field !== undefined ? `'"'${part}'"'` : part;
  });
  const tellsOperations = wanted.includes('op');
  if (!tellsOperations) guesses.push('no column tells operations: all accesses are taken for loads');
  const between = separator === '\t' ? '\\t' : separator;
  const rest = last + 1 === names.length ? '' : separator === ' ' ? ' ..' : `${between}..`;
  const line = parts.join(between) + rest;
  return { layout: { name: 'columns', lines: [line], skipLines: at + 1 }, tellsOperations, guesses };
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1').trim();
const plain = (name: string): string => unquoted(name).toLowerCase().replace(/[^a-z]/g, ''); // biome-ignore format: a line

function fieldOf(name: string): FieldName | undefined {
  const known = Object.entries(NAMES).find(([, names]) => names.includes(plain(name)));
  return known?.[0] as FieldName | undefined;
}

const isHex = (values: readonly string[]): boolean => values.some((value) => /^0x|[a-f]|^0\d/i.test(value));

/** A column in the grammar of layouts. `hex`: the table's addresses are hexadecimal. */
function partOf(
  field: FieldName | undefined,
  name: string,
  values: readonly string[],
  hex: boolean,
  guesses: string[],
): string {
  switch (field) {
    case undefined:
      return '_';
    case 'op':
      return operations(name, values, guesses);
    case 'address':
    case 'ip': {
      if (!isHex(values))
        guesses.push(
          hex
            ? `${name} is taken for hexadecimal, as the table's other addresses are`
            : `${field === 'ip' ? 'instruction addresses' : 'addresses'} are taken for decimal numbers, as none of the first has a letter or 0x`,
        );
      return `${field}(${hex ? 'hex' : 'dec'})`;
    }
    case 'size':
      return '[size]';
    default:
      return field;
  }
}

/** Pairs of words for no and yes. */
const FLAGS = [['0', '1'], ['false', 'true'], ['f', 't'], ['no', 'yes'], ['n', 'y']] as const; // biome-ignore format: a list

/** The operation's column: what most rows have says how, so that one that is wrong is an error at its own line. */
function operations(name: string, values: readonly string[], guesses: string[]): string {
  const codes = values.map((value) => value.toLowerCase());
  const most = (fits: (code: string) => boolean): boolean => shareOf(codes, fits) > 0.5;
  const [no, yes] = IS_LOAD.test(name) ? ['store', 'load'] : ['load', 'store'];
  const isFlag = IS_LOAD.test(name) || IS_STORE.test(name);
  for (const [zero, one] of isFlag ? FLAGS : FLAGS.slice(0, 2))
    if (most((code) => code === zero || code === one || (!isFlag && zero === '0' && code === '2'))) {
      const meaning = `${zero}=${no}|${one}=${yes}${isFlag || zero !== '0' ? '' : '|2=fetch'}`;
      if (!isFlag) guesses.push(`operations are taken to be ${meaning.replaceAll('|', ', ').replaceAll('=', ' ')}`);
      return `op(${meaning})`;
    }
  return codes.every((code) => code.length === 1 && codeOf(code) !== undefined) ? 'op(R|W|L|S|I|F|M)' : 'op';
}
