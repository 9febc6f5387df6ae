/** Which CPU each virtual CPU is on, or was on last, and of which VM it is. */
export class Places {
  /** By VM: by virtual CPU, its CPU. */
  private readonly vms: Map<number, number>[];

  constructor(vms: number) {
    this.vms = Array.from({ length: vms }, () => new Map());
  }

  put(virtualCpu: number, vm: number, cpu: number): void {
    this.vms[vm].set(virtualCpu, cpu);
  }

  /** By VM: CPUs, ascending. */
  told(): number[][] {
    return this.vms.map((places) => [...new Set(places.values())].sort((a, b) => a - b));
  }
}
