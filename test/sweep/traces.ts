import { writeFileSync } from 'node:fs';

/** Writes a CSV trace of a made-up program on some CPUs, that share some lines; the same every time. Returns its path. */
export function writeTrace(path: string, { cpus = 3, rows = 6000, seed = 1 } = {}): string {
  let state = seed;
  const below = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const hex = (n: number): string => n.toString(16);
  let text = `# cpus=${cpus} level=user\ncpu,task,mode,kind,address,size,info\n`;
  for (let n = 0; n < rows; n++) {
    const cpu = Math.floor(n / 40) % cpus;
    const row = (kind: string, address: number, size: number, info = '') => {
      text += `${cpu},p${cpu},u,${kind},${hex(address)},${size},${info}\n`;
    };
    if (n % 3 === 0) row('I', 0x400000 + 64 * below(2000), 32, 'n8');
    else if (below(4) === 0) row(below(3) === 0 ? 'S' : 'L', 0x20000000 + 32 * below(4000), 8);
    else row(below(4) === 0 ? 'S' : 'L', 0x30000000 + cpu * 0x1000000 + 16 * below(30_000), 8);
  }
  writeFileSync(path, text);
  return path;
}
