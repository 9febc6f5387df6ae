/**
 * The independent parts of a network: classes that meet at no station, not even by way of others, are networks of their own, with the same
 * queues as in the whole. Eight CPUs with a disk each are eight small lattices instead of one of their product.
 * `rows[n]` is where the demands of class n begin. Writes the part of each class to `part` and returns how many parts there are.
 */
export function divide(
  classes: number,
  stations: number,
  demand: Float64Array,
  rows: Int32Array,
  part: Int32Array,
): number {
  let parts = 0;
  for (let n = 0; n < classes; n++) {
    part[n] = parts++;
    for (let other = 0; other < n; other++) {
      if (part[other] === part[n] || !meet(demand, stations, rows[other], rows[n])) continue;
      // The later of the two parts joins the earlier; the last part takes its number.
      const kept = Math.min(part[other], part[n]);
      const gone = Math.max(part[other], part[n]);
      parts--;
      for (let each = 0; each <= n; each++) {
        if (part[each] === gone) part[each] = kept;
        else if (part[each] === parts) part[each] = gone;
      }
    }
  }
  return parts;
}

function meet(demand: Float64Array, stations: number, a: number, b: number): boolean {
  for (let s = 0; s < stations; s++) if (demand[a + s] > 0 && demand[b + s] > 0) return true;
  return false;
}
