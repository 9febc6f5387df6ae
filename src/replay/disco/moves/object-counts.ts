/** How often something was done to each page since the last reset, by the serial of its object: what has an object's number next is another page. */
export class ObjectCounts {
  private readonly counts = new Map<number, number>();

  count(serial: number): void {
    this.counts.set(serial, this.of(serial) + 1);
  }

  of(serial: number): number {
    return this.counts.get(serial) ?? 0;
  }

  reset(): void {
    this.counts.clear();
  }
}
