/** Members that a set's numbers are below. */
const MEMBERS = 2 ** 16;
/** Members that fit in a small integer as bits. */
const BITS = 30;

/** Sets of small numbers, each with a number of its own: 0 is the empty one. Grow as they are met. */
export class NumberSets {
  private readonly sets: number[][] = [[]];
  /** A set's number x MEMBERS + a member greater than all of its own -> the number of the set with it. */
  private readonly longer = new Map<number, number>();
  /** Members as bits, of sets without any above those -> the set's number. */
  private readonly few = new Map<number, number>();
  /** Member -> the number of the set of it alone. */
  private readonly singles: number[] = [];

  /** The number of the set of one member. */
  single(member: number): number {
    this.singles[member] ??= this.with(0, member);
    return this.singles[member];
  }

  /** The number of a set with one more member, greater than those it has. */
  with(set: number, member: number): number {
    const key = set * MEMBERS + member;
    const known = this.longer.get(key);
    if (known !== undefined) return known;
    const number = this.sets.push([...this.sets[set], member]) - 1;
    this.longer.set(key, number);
    return number;
  }

  /** The number of the set of these members, in any order and perhaps repeated. Sorts the list. */
  of(members: number[]): number {
    let bits = 0;
    for (let n = 0; n < members.length; n++) {
      if (members[n] >= BITS) return this.sorted(members);
      bits |= 1 << members[n];
    }
    const known = this.few.get(bits);
    if (known !== undefined) return known;
    const set = this.sorted(members);
    this.few.set(bits, set);
    return set;
  }

  private sorted(members: number[]): number {
    members.sort((a, b) => a - b);
    let set = 0;
    for (const [n, member] of members.entries()) if (n === 0 || member !== members[n - 1]) set = this.with(set, member);
    return set;
  }

  /** A set's members, ascending. */
  membersOf(set: number): readonly number[] {
    return this.sets[set];
  }
}
