import buffer from 'node:buffer';

/**
 * Text of bytes that were decoded as Latin-1, which is the cheapest and loses none: as UTF-8 if they are that, else as they are.
 */
export function textOfLatin1(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  return buffer.isUtf8(bytes) ? bytes.toString('utf8') : latin1;
}
