import type { Counts } from '../replay/counts/counts.ts';

/** CPUs in a form, at most: it has a coefficient for each set of them. */
export const MAX_USERS = 10;

/**
 * Queueing at the nodes' memories in one interval, made ready for many costs. The network is that of `addContention`: each CPU is a
 * customer of its own class, with a demand of visits × occupancy at each station, and thinks the rest of its time.
 *
 * Its normalising constant is a polynomial in the think times: G(N) = Σ over T ⊆ N of ∏ z(c), c ∈ T, × H(N \ T). H, the constant of the
 * stations alone, depends on visits only and is made once, by convolution: H'(S) = H(S) + Σ v(c) H'(S \ c), c ∈ S, for each station
 * (M. Reiser, H. Kobayashi 1975). A cycle of class c takes G(N) / G(N \ c), and its stay at station h v(c, h) G+h(N \ c) / G(N \ c), G+h
 * having that station twice: two thousand products for eight CPUs, where mean value analysis takes sixteen thousand to the same result.
 */
export class QueueForm {
  /** CPUs that use memory. */
  readonly users: readonly number[];
  /** What each of them waits at its own node and at others, ns; from the last `solve`. */
  readonly local: Float64Array;
  readonly remote: Float64Array;
  /** The most visits of a user: the unit of visits. */
  private readonly mostVisits: number;
  /** Visits of each user, to all nodes and to each bank of its own. */
  private readonly visits: Float64Array;
  private readonly homeVisits: Float64Array;
  private readonly banks: number;
  /** H of the complement of each set. */
  private readonly all: Float64Array;
  /** User -> the sets without it; H and H+home of what else there is. */
  private readonly without: { sets: Int32Array; h: Float64Array; plus: Float64Array }[];
  /** Set -> think times of its members × demands of all others; a scratch pad. */
  private readonly products: Float64Array;

  constructor({ structure, cpus, nodes, visits }: Counts, interval: number, users: readonly number[]) {
    const { banks, cpusPerNode } = structure.numa ?? { banks: 1, cpusPerNode: 1 };
    this.users = users;
    this.banks = banks === 'cpus' ? cpus : banks;
    const row = (user: number): Float64Array => {
      const first = (interval * cpus + users[user]) * nodes;
      return visits.subarray(first, first + nodes);
    };
    const totals = Float64Array.from(users, (_, user) => row(user).reduce((sum, n) => sum + n, 0));
    this.mostVisits = totals.reduce((max, n) => Math.max(max, n), 0);
    this.visits = totals.map((n) => n / this.mostVisits);
    const perBank = (user: number, node: number): number => row(user)[node] / this.banks / this.mostVisits;
    const column = (node: number): Float64Array => Float64Array.from(users, (_, user) => perBank(user, node));
    const sets = 1 << users.length;
    const full = sets - 1;
    const stations = new Float64Array(sets);
    stations[0] = 1;
    for (let node = 0; node < nodes; node++)
      for (let bank = 0; bank < this.banks; bank++) convolve(stations, column(node));
    this.all = stations.map((_, set) => stations[full ^ set]);
    this.without = users.map((cpu, user) => {
      const twice = stations.slice();
      convolve(twice, column(homeOf(cpu, cpusPerNode, nodes)));
      const others = Int32Array.from({ length: sets }, (_, set) => set).filter((set) => ((set >> user) & 1) === 0);
      const rest = (set: number): number => full ^ (1 << user) ^ set;
      return {
        sets: others,
        h: Float64Array.from(others, (set) => stations[rest(set)]),
        plus: Float64Array.from(others, (set) => twice[rest(set)]),
      };
    });
    this.homeVisits = Float64Array.from(users, (cpu, user) => perBank(user, homeOf(cpu, cpusPerNode, nodes)));
    this.products = new Float64Array(sets);
    this.local = new Float64Array(users.length);
    this.remote = new Float64Array(users.length);
  }

  /**
   * Fills `local` and `remote`. `occupancy`: ns of a visit, above 0; `busy`: each user's time without waiting, ns, above 0. False if these are
   * too far apart for the polynomial's terms to be numbers.
   */
  solve(occupancy: number, busy: Float64Array): boolean {
    const { products, all, visits, local, remote } = this;
    const most = occupancy * this.mostVisits;
    const unit = busy.reduce((max, ns) => Math.max(max, ns), most);
    const demand = most / unit; // at most 1, as are the think times
    if (!(demand >= LEAST && unit >= LEAST)) return false;
    // Of each set: its members think, all others are at the stations.
    products[0] = 1;
    for (let user = 0, size = 1; user < visits.length; user++, size *= 2) {
      const think = Math.max(0, busy[user] / unit - visits[user] * demand);
      for (let set = 0; set < size; set++) {
        products[size + set] = products[set] * think;
        products[set] *= demand;
      }
    }
    let g = 0;
    for (let set = 0; set < all.length; set++) g += products[set] * all[set];
    for (let user = 0; user < visits.length; user++) {
      const { sets, h, plus } = this.without[user];
      let without = 0;
      let twice = 0;
      for (let i = 0; i < sets.length; i++) {
        const product = products[sets[i]]; // this user's demand is a factor of it
        without += product * h[i];
        twice += product * plus[i];
      }
      const own = visits[user] * demand;
      const waiting = Math.max(0, (g / without) * demand - Math.max(busy[user] / unit, own));
      const atHome = this.banks * this.homeVisits[user] * demand * Math.max(0, twice / without - 1);
      local[user] = unit * Math.min(waiting, atHome);
      remote[user] = unit * waiting - local[user];
    }
    return true;
  }
}

/** So that ten of them multiplied are a number still. */
const LEAST = 1e-30;

const homeOf = (cpu: number, cpusPerNode: number, nodes: number): number => Math.floor(cpu / cpusPerNode) % nodes;

/** Adds a station: the normalising constants of all sets of classes, with this demand each, in place. */
function convolve(constants: Float64Array, demand: Float64Array): void {
  for (let set = 1; set < constants.length; set++)
    for (let user = 0; user < demand.length; user++)
      if (((set >> user) & 1) === 1) constants[set] += demand[user] * constants[set ^ (1 << user)];
}
