import type { Cpu } from '../../numa/cpu/cpu.ts';

/** Charges what `work` counts to a mode of the monitor, within the CPU's present service. */
export function charge(cpu: Cpu, mode: number, work: () => void): void {
  const before = cpu.tally.enter(mode, cpu.tally.service);
  work();
  cpu.tally.row = before;
}
