import type { RegionKind, SharingClass } from '../../../trace/operations/profile/profile.ts';

/** Classes of sharing for people, in this order. */
export const CLASS_LABELS: Readonly<Record<SharingClass, string>> = {
  private: 'private',
  readShared: 'read-shared',
  writeShared: 'write-shared',
  migratory: 'migratory',
};

export const REGION_LABELS: Readonly<Record<RegionKind, string>> = {
  user: 'user',
  kernelText: 'kernel text',
  kernelMapped: 'kernel, mapped',
  kernelUnmapped: 'kernel, unmapped',
  bufferCache: 'buffer cache',
};

/** A size that is a power of two: `512 B`, `64 KB`, `2 MB`. */
export function bytesText(bytes: number): string {
  const step = bytes < 1024 ? 0 : bytes < 2 ** 20 ? 1 : bytes < 2 ** 30 ? 2 : 3;
  return `${bytes / 1024 ** step} ${['B', 'KB', 'MB', 'GB'][step]}`;
}
