import { UserError } from '../../../errors.ts';
import type { Moment } from '../../counts/dependence.ts';
import type { DisksShape } from '../../structure/shapes/sharing-shape.ts';

/** What kind each disk is, and which VM mounts those that are not everybody's (4.2.5). */
export class Mounts {
  private readonly kinds: DisksShape['kinds'];
  private readonly others: 'copyOnWrite' | 'persistent';
  /** By disk, the VM that mounts it. */
  private readonly owners = new Map<number, number>();
  /** By VM: the VMs whose NFS servers it has asked. */
  private readonly servers: Set<number>[] = [];

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
    if (kind === 'nfs') {
      this.servers[vm] ??= new Set();
      this.servers[vm].add(owner);
      return owner;
    }
    throw new UserError(
      `disk ${disk} is mounted by virtual machine ${owner}, and virtual machine ${vm} uses it too: a persistent disk is one virtual machine's (4.2.5); serve it over NFS (monitor.disks.kinds: { disk: ${disk}, kind: nfs, vm: ${owner} })`,
    );
  }

  /** Which VM asked which over NFS so far, and which mounts which disk that is not everybody's, in order of their numbers. */
  ties(): Pick<Moment, 'served' | 'mounts'> {
    const served = this.servers.flatMap((servers, client) =>
      [...(servers ?? [])].sort((a, b) => a - b).map((server) => ({ client, server })),
    );
    const mounts = [...this.owners].map(([disk, vm]) => ({ disk, vm })).sort((a, b) => a.disk - b.disk);
    return { served, mounts };
  }

  /** A VM is stopped: it mounts nothing, and asks nobody. */
  stop(vm: number): void {
    delete this.servers[vm];
    for (const [disk, owner] of [...this.owners]) if (owner === vm) this.owners.delete(disk);
  }

  private shapeOf(disk: number): DisksShape['kinds'][number] {
    return this.kinds.find((each) => each.disk === disk) ?? { disk, kind: this.others, vm: null };
  }
}
