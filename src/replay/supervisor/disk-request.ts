/** Bytes of a sector. */
export const SECTOR_BYTES = 512;

/** What the guest asks of a disk, or its kernel of its buffer cache. */
export interface DiskRequest {
  disk: number;
  first: number;
  sectors: number;
  /** Dense page (of the machine's size) at which the data begins, and the offset in it, in bytes. */
  page: number;
  offset: number;
  /** The request before goes on: the device was told of both at once. */
  isSegment: boolean;
}

/** The part of a request that lies in one page. */
export interface Block extends DiskRequest {
  /** Whether the request as a whole is of whole pages, so that pages may be mapped instead of copied. */
  whole: boolean;
}

/** A request page by page; what would lie beyond `pagesAhead` pages, the end of its region, has the page -1. */
export function blocksOf(request: DiskRequest, pageBytes: number, pagesAhead: number): Block[] {
  const { disk, first, sectors, page, offset, isSegment } = request;
  const whole = offset === 0 && (sectors * SECTOR_BYTES) % pageBytes === 0;
  const blocks: Block[] = [];
  let at = offset;
  for (let done = 0; done < sectors; ) {
    const ahead = Math.floor(at / pageBytes);
    const room = Math.max(1, Math.floor((pageBytes - (at % pageBytes)) / SECTOR_BYTES));
    const here = Math.min(room, sectors - done);
    const inPage = ahead < pagesAhead ? page + ahead : -1;
    blocks.push({ disk, first: first + done, sectors: here, page: inPage, offset: at % pageBytes, isSegment, whole });
    done += here;
    at += here * SECTOR_BYTES;
  }
  return blocks;
}

export const sectorsOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { sectors }) => sum + sectors, 0);
