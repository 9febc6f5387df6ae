interface Totals {
  /** Bytes read and written: by QEMU's count at the start marker and now, and as requests told. */
  start: readonly [number, number];
  last: readonly [number, number];
  /** How often QEMU told its count: it does not where the recording ends before the stop marker. */
  reports: number;
  told: [number, number];
}

const count = (n: number): string => n.toLocaleString('en-US');

/** Bytes that disks read and wrote, by the requests that were seen and by QEMU's own count. */
export class DiskTotals {
  private readonly disks = new Map<number, Totals>();

  ours(disk: number, isWrite: boolean, bytes: number): void {
    this.of(disk, [0, 0]).told[isWrite ? 1 : 0] += bytes;
  }

  qemu(disk: number, read: number, written: number): void {
    const totals = this.of(disk, [read, written]);
    totals.last = [read, written];
    totals.reports++;
  }

  /** A sentence for each disk of which the two are the same, and for each of which they differ. */
  compared(): { same: string[]; different: string[] } {
    const same: string[] = [];
    const different: string[] = [];
    for (const [disk, { start, last, told, reports }] of this.disks) {
      if (reports < 2) continue;
      const [read, written] = [last[0] - start[0], last[1] - start[1]];
      if (read === told[0] && written === told[1]) {
        same.push(
          `disk ${disk}: ${count(read)} bytes were read and ${count(written)} written, by its requests and by QEMU's count`,
        );
        continue;
      }
      different.push(
        `disk ${disk}: by requests ${count(told[0])} bytes were read and ${count(told[1])} written; QEMU counted ${count(read)} and ${count(written)}`,
      );
    }
    return { same, different };
  }

  private of(disk: number, start: readonly [number, number]): Totals {
    let totals = this.disks.get(disk);
    if (totals === undefined) {
      totals = { start, last: start, told: [0, 0], reports: 0 };
      this.disks.set(disk, totals);
    }
    return totals;
  }
}
