/** What stands in an archive: a file, a link, a folder or a device. */
export type CpioEntry =
  | { name: string; kind: 'file'; mode: number; content: Uint8Array }
  | { name: string; kind: 'link'; target: string }
  | { name: string; kind: 'folder' }
  | { name: string; kind: 'device'; major: number; minor: number };

/** Types of files as a mode has them (stat.h). */
const TYPE = { file: 0o100000, link: 0o120000, folder: 0o040000, device: 0o020000 } as const;

/**
 * An archive of the format `newc`, which Linux unpacks as its initial file system (Documentation/driver-api/early-userspace/buffer-format.rst).
 * Owner is root, times are 0. Several of them one behind the other are unpacked one after the other, each at a multiple of 4 bytes.
 */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => entryParts(index + 1, entry));
  parts.push(...record(0, 0, 'TRAILER!!!', Buffer.alloc(0)));
  return Buffer.concat(parts);
}

/** The archives one behind the other, the way a boot loader hands them over. */
export function joinArchives(archives: readonly Uint8Array[]): Buffer {
  return Buffer.concat(archives.flatMap((archive) => [archive, padding(archive.length)]));
}

function entryParts(inode: number, entry: CpioEntry): Uint8Array[] {
  switch (entry.kind) {
    case 'file':
      return record(inode, TYPE.file | entry.mode, entry.name, entry.content);
    case 'link':
      return record(inode, TYPE.link | 0o777, entry.name, Buffer.from(entry.target));
    case 'folder':
      return record(inode, TYPE.folder | 0o755, entry.name, Buffer.alloc(0));
    case 'device':
      return record(inode, TYPE.device | 0o600, entry.name, Buffer.alloc(0), entry.major, entry.minor);
  }
}

/** Header of 110 characters, name with a 0 at its end, content; name and content each filled up to a multiple of 4. */
function record(inode: number, mode: number, name: string, content: Uint8Array, major = 0, minor = 0): Uint8Array[] {
  const text = Buffer.from(`${name}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, text.length, 0];
  const header = Buffer.from(
    `070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('')}`,
  );
  return [header, text, padding(header.length + text.length), content, padding(content.length)];
}

const padding = (length: number): Uint8Array => Buffer.alloc(-length & 3);
