import { UserError } from '../../../errors.ts';
import type { DisksShape } from '../../structure/shapes/sharing-shape.ts';

/** What kind each disk is, and which VM mounts those that are not everybody's (4.2.5). */
export class Mounts {
  private readonly kinds: DisksShape['kinds'];
  private readonly others: 'copyOnWrite' | 'persistent';
  /** By disk, the VM that mounts it. */
  private readonly owners = new Map<number, number>();

  /** `vms`: virtual machines there are. */
  constructor({ kinds, others }: DisksShape, vms: number) {
    this.kinds = kinds;
    this.others = others !== 'auto' ? others : vms > 1 ? 'copyOnWrite' : 'persistent';
  }

  isCopyOnWrite(disk: number): boolean {
    return this.shapeOf(disk).kind === 'copyOnWrite';
  }

  /** The VM over whose NFS server this one reads and writes a disk; -1: it uses the disk itself. Throws UserError at a second mount. */
  serverOf(disk: number, vm: number): number {
    const { kind, vm: named } = this.shapeOf(disk);
    if (kind === 'copyOnWrite') return -1;
    const owner = named ?? this.owners.get(disk) ?? vm;
    this.owners.set(disk, owner);
    if (owner === vm) return -1;
    if (kind === 'nfs') return owner;
    throw new UserError(
      `disk ${disk} is mounted by virtual machine ${owner}, and virtual machine ${vm} uses it too: a persistent disk is one virtual machine's (4.2.5); serve it over NFS (monitor.disks.kinds: { disk: ${disk}, kind: nfs, vm: ${owner} })`,
    );
  }

  /** A VM is stopped: it mounts nothing. */
  stop(vm: number): void {
    for (const [disk, owner] of [...this.owners]) if (owner === vm) this.owners.delete(disk);
  }

  private shapeOf(disk: number): DisksShape['kinds'][number] {
    return this.kinds.find((each) => each.disk === disk) ?? { disk, kind: this.others, vm: null };
  }
}
