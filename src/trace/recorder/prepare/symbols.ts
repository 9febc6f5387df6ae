import { open } from 'node:fs/promises';
import { UserError } from '../../../errors.ts';

/** What the first boot asks the guest: where its kernel describes itself, and the kernel's symbols. */
export const QUESTION = [
  '/bin/sh',
  '-c',
  'echo 0 >/proc/sys/kernel/kptr_restrict; cat /sys/kernel/vmcoreinfo /proc/kallsyms >/dev/vdb && sync',
];
/** Bytes of the disk that the guest answers on; Debian's kernels have 2 MB of symbols. */
export const ANSWER_BYTES = 64 << 20;

/** Symbols without which a list of symbols is not one of such a kernel: where it starts, and where it switches tasks. */
const CERTAIN = ['kernel_entry', 'schedule', 'handle_sys'];

export interface Answers {
  /** Lines `address type name`. */
  symbols: string;
  count: number;
  /** The kernel's note of its own layout: where it is in physical memory. */
  note: { address: number; bytes: number };
}

/** Reads what the guest has written to the disk of answers. Throws a UserError unless it is plausible. */
export function readAnswers(content: Buffer): Answers {
  const end = content.indexOf(0);
  const text = content.toString('latin1', 0, end < 0 ? content.length : end);
  const line = text.indexOf('\n');
  const [, address, bytes] = /^0x([0-9a-f]{1,16}) ([0-9a-f]{1,8})$/.exec(text.slice(0, line)) ?? [];
  if (address === undefined)
    throw new UserError('the guest did not tell where its kernel describes itself (/sys/kernel/vmcoreinfo)');
  const lines = text.slice(line + 1).split('\n');
  // Modules lie where there was room when they were loaded: elsewhere the next time.
  const symbols = `${lines.filter((each) => each !== '' && !each.endsWith(']')).join('\n')}\n`;
  const names = new Set<string>();
  let count = 0;
  for (const [, where, name] of symbols.matchAll(/^([0-9a-f]{8,16}) \w (\S+)/gm)) {
    count++;
    if (!/^0+$/.test(where)) names.add(name);
  }
  const missing = CERTAIN.filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new UserError(`the guest told ${count} symbols of its kernel, without an address of ${missing.join(', ')}`);
  return { symbols, count, note: { address: Number.parseInt(address, 16), bytes: Number.parseInt(bytes, 16) } };
}

/** Reads the kernel's note from the guest's memory: an ELF note of the name VMCOREINFO, of lines KEY=VALUE. Throws a UserError unless it is one. */
export async function readNote(ram: string, { address, bytes }: Answers['note']): Promise<string> {
  const file = await open(ram);
  try {
    const note = Buffer.alloc(Math.min(bytes, 1 << 16));
    await file.read(note, 0, note.length, address);
    const [nameBytes, textBytes] = [note.readUInt32LE(0), note.readUInt32LE(4)];
    const start = 12 + ((nameBytes + 3) & ~3);
    const text = note.toString('latin1', start, start + textBytes).replace(/\0.*$/s, '');
    if (note.toString('latin1', 12, 22) !== 'VMCOREINFO' || !/^SYMBOL\(mem_map\)=[0-9a-f]+$/m.test(text))
      throw new UserError(`the guest's memory has no note VMCOREINFO at ${address.toString(16)}`);
    return text;
  } finally {
    await file.close();
  }
}
