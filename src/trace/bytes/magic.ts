/** How contents are told by the bytes at their beginning. */

/** Whether the content has these bytes at a place. */
export const hasBytes =
  (bytes: string | readonly number[], at = 0) =>
  (head: Buffer): boolean => {
    const wanted = Buffer.from(bytes as string, 'latin1');
    return head.subarray(at, at + wanted.length).equals(wanted);
  };

/** A tar archive: `ustar` in its first header, or, of old ones, that header's checksum. */
export function isTar(head: Buffer): boolean {
  if (head.length < 512) return false;
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  const said = /^ *([0-7]+)[ \0]/.exec(head.toString('latin1', 148, 156));
  if (said === null || head[0] === 0) return false;
  let sum = 8 * 32; // the checksum's own bytes count as blanks
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += head[at];
  return sum === Number.parseInt(said[1], 8);
}
