import { DISK_PORT } from './layout.ts';

const UNCACHED = 0xa0000000;
const CONFIGURATION = 0xbbe00cfc;
const SERIAL = 0xb80003f8;
const RESET = 0xbf000500;
const DISK = 0xb8000000 + DISK_PORT;

/** A request as the disk got it: pieces are memory's physical addresses and bytes. */
export interface Request {
  write: boolean;
  sector: number;
  pieces: [address: number, bytes: number][];
}

/** The guest's devices: a serial port, a virtio disk behind PCI, and the switch that ends it all. */
export class Devices {
  serial = '';
  off = false;
  /** The disk asks for an interrupt. */
  interrupts = false;
  private readonly memory: Buffer;
  private readonly disk: Buffer;
  private readonly onRequest: (request: Request) => void;
  private ring = 0;
  private seen = 0;

  constructor(memory: Buffer, disk: Buffer, onRequest: (request: Request) => void) {
    this.memory = memory;
    this.disk = disk;
    this.onRequest = onRequest;
  }

  static owns(address: number): boolean {
    return address >= UNCACHED;
  }

  /** The first device that is looked for is the disk; its queue has 256 entries. */
  load(address: number): number {
    if (address === CONFIGURATION) return 0x10011af4;
    if (address === DISK + 19) this.interrupts = false;
    return address === DISK + 12 ? 256 : 0;
  }

  store(address: number, value: number): void {
    if (address === SERIAL) this.serial += String.fromCharCode(value & 255);
    else if (address === RESET) this.off = true;
    else if (address === DISK + 8) this.ring = value * 4096;
    else if (address === DISK + 16) this.serve();
  }

  private serve(): void {
    const { memory, ring } = this;
    const available = memory.readUInt16LE(ring + 4098);
    for (; this.seen !== available; this.seen = (this.seen + 1) & 0xffff) {
      const head = memory.readUInt16LE(ring + 4100 + 2 * (this.seen & 255));
      this.request(head);
      memory.writeUInt32LE(head, ring + 8196 + 8 * (this.seen & 255));
    }
    memory.writeUInt16LE(this.seen, ring + 8194);
    this.interrupts = true;
  }

  private request(head: number): void {
    const { memory, disk, ring } = this;
    const chain: [address: number, bytes: number][] = [];
    for (let at = ring + 16 * head, more = true; more; at = ring + 16 * memory.readUInt16LE(at + 14)) {
      chain.push([memory.readUInt32LE(at), memory.readUInt32LE(at + 8)]);
      more = (memory.readUInt16LE(at + 12) & 1) === 1;
    }
    const [[header], ...pieces] = chain;
    const [status] = pieces.pop()!;
    const write = memory.readUInt32LE(header) === 1;
    const sector = memory.readUInt32LE(header + 8);
    let offset = 512 * sector;
    for (const [address, bytes] of pieces) {
      if (write) memory.copy(disk, offset, address, address + bytes);
      else disk.copy(memory, address, offset, offset + bytes);
      offset += bytes;
    }
    memory[status] = 0;
    this.onRequest({ write, sector, pieces });
  }
}
