/**
 * Names of the applets of a busybox: in its program they stand one behind the other, sorted, each with a 0 behind it, `[` and `[[` first
 * (`applet_names` in busybox's applet_tables.h).
 */
export function appletsOf(busybox: Buffer): string[] {
  const start = busybox.indexOf('[\0[[\0', 0, 'latin1');
  if (start < 0) return [];
  const names: string[] = [];
  for (let at = start; ; ) {
    const end = busybox.indexOf(0, at);
    const name = busybox.toString('latin1', at, end);
    if (!/^[\w[.-]{1,40}$/.test(name)) return names;
    names.push(name);
    at = end + 1;
  }
}
