import type { CacheShape, CachesShape } from '../shapes/cache-shape.ts';
import type { NodesShape } from '../shapes/numa-shape.ts';
import type { TlbShape } from '../shapes/tlb-shape.ts';

/** The parts of a machine that must fit each other. */
export interface MachineParts {
  pageBytes: number;
  cache: CachesShape;
  tlb: TlbShape;
  numa: Pick<NodesShape, 'nodes' | 'disks'> | null;
}

/** What contradicts what: the path of one of the two, and both numbers. */
export interface Problem {
  path: readonly string[];
  message: string;
}

/** What contradicts what in a machine; each says both numbers. */
export function machineProblems({ pageBytes, cache, tlb, numa }: MachineParts): Problem[] {
  const problems: Problem[] = [];
  const fail = (path: string[], message: string): void => {
    problems.push({ path, message });
  };
  const { l1i, l1d, l2 } = cache;
  for (const [name, c] of Object.entries(cache.l1 === null ? { l1i, l1d, l2 } : { l1: cache.l1, l2 })) {
    if (c?.tag === 'physical' && c.lineBytes > pageBytes)
      fail(['cache', name, 'lineBytes'], `a line larger than the page (${pageBytes} bytes) with physical tags`);
    if (name !== 'l2' && c?.inclusive) fail(['cache', name, 'inclusive'], 'only l2 can be inclusive');
  }
  if (tlb.pagesPerEntry * pageBytes > 1 << 18)
    fail(['tlb', 'pagesPerEntry'], `an entry that maps more than 256 KB (in pages of ${pageBytes} bytes)`);
  if (l1i.tag !== l1d.tag) fail(['cache', 'l1d', 'tag'], `tags unlike l1i’s, which are ${l1i.tag}`);
  if (numa !== null) problems.push(...coherenceProblems(cache), ...diskProblems(numa));
  if (l2 === null) return problems;
  if (l2.tag === 'virtual' && l1d.tag === 'physical')
    fail(['cache', 'l2', 'tag'], 'virtual tags below a first level with physical ones');
  if (l2.inclusive && l2.tag !== l1d.tag)
    fail(['cache', 'l2', 'inclusive'], 'inclusion over a first level with other tags than its own');
  if (l2.tag === 'physical' && l1d.tag === 'virtual' && Math.max(l1i.lineBytes, l1d.lineBytes) > pageBytes)
    fail(['cache', 'l1d', 'lineBytes'], `a line larger than a page (${pageBytes} bytes) above physical tags`);
  return problems;
}

/** What keeps caches from being coherent. */
function coherenceProblems({ l1i, l1d, l2 }: CachesShape): Problem[] {
  const plain = (c: CacheShape) => c.tag === 'physical' && c.write === 'back' && c.writeAllocate;
  if (l2 === null || !l2.inclusive || l2.index !== 'physical' || !plain(l1i) || !plain(l1d) || !plain(l2)) {
    const message =
      'coherence needs physical tags, write-back caches that allocate, and an inclusive, physically indexed l2';
    return [{ path: ['numa'], message }];
  }
  for (const [name, { lineBytes }] of Object.entries({ l1i, l1d }))
    if (lineBytes > l2.lineBytes) {
      const message = `coherence needs first-level lines no longer than those of l2 (${l2.lineBytes} bytes)`;
      return [{ path: ['cache', name, 'lineBytes'], message }];
    }
  if (l2.lineBytes / l1d.lineBytes <= 32) return [];
  return [
    { path: ['cache', 'l1d', 'lineBytes'], message: `more than 32 such lines in one of l2 (${l2.lineBytes} bytes)` },
  ];
}

/** What is wrong with the disks on nodes. */
function diskProblems({ nodes, disks }: Pick<NodesShape, 'nodes' | 'disks'>): Problem[] {
  const twice = disks.flatMap(({ disk }, n) => {
    if (disks.findIndex((each) => each.disk === disk) === n) return [];
    return [{ path: ['numa', 'disks', `${n}`, 'disk'], message: `disk ${disk} hangs on a node already` }];
  });
  return [...twice, ...(nodes === 'cpus' ? [] : nodeProblems(disks, nodes))];
}

/** Disks on nodes that are not there. */
export const nodeProblems = (disks: NodesShape['disks'], nodes: number): Problem[] =>
  disks.flatMap(({ node }, n) =>
    node < nodes
      ? []
      : [{ path: ['numa', 'disks', `${n}`, 'node'], message: `no node ${node}: there are ${nodes}, from 0` }],
  );
