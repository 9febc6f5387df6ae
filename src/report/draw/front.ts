/** Numbers of the points that no other beats in one of two values without losing in the other, by rising x; of equal ones the first. */
export function paretoFront(points: readonly (readonly [x: number, y: number])[]): number[] {
  const order = points
    .map((_, n) => n)
    .sort((a, b) => points[a][0] - points[b][0] || points[a][1] - points[b][1] || a - b);
  const front: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const n of order)
    if (points[n][1] < least) {
      front.push(n);
      least = points[n][1];
    }
  return front;
}
