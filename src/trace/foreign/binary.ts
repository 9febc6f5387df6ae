/** How binary formats of others are told, where it takes more than the bytes at their beginning. */
import { isText } from '../bytes/other-text.ts';

/** Whether all whole records of so many bytes pass, of which there has to be one; text, which has no zeros, has no records. */
function everyRecord(head: Buffer, bytes: number, passes: (at: number) => boolean): boolean {
  const records = Math.floor(head.length / bytes);
  for (let n = 0; n < records; n++) if (!passes(n * bytes)) return false;
  return records > 0 && head.subarray(0, records * bytes).includes(0);
}

/** libCacheSim's oracleGeneral, 24 bytes: time:32, object:64, size:32, next access:64; times do not go back, the next access is -1 or later. */
export function isOracleGeneral(head: Buffer): boolean {
  let time = 0;
  let last = 0n;
  return (
    head.length >= 48 &&
    everyRecord(head, 24, (at) => {
      const [now, next] = [head.readUInt32LE(at), head.readBigInt64LE(at + 16)];
      const passes = now >= time && head.readUInt32LE(at + 12) > 0 && (next === -1n || next > last);
      time = now;
      last++;
      return passes;
    })
  );
}

/** Whether a content is no text of any encoding that lines can be told in: it has bytes that no text has. */
export function isBinary(head: Buffer): boolean {
  const looked = head.subarray(0, 4096);
  let strange = 0;
  for (const byte of looked) if (byte < 32 && byte !== 27 && !isText(byte)) strange++;
  return looked.includes(0) || strange * 50 > looked.length;
}
