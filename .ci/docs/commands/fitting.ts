/** Stands for any text in a line, and for any lines where it is one by itself. */
const ANY = '…';

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
const lineFits = (shown: string, printed: string): boolean => new RegExp(`^${shown.split(ANY).map(escaped).join('.*')}$`).test(printed); // biome-ignore format: a line

/** What fits the lines shown. */
export function fitting(output: readonly string[]): RegExp {
  const lines = output.map((line) => (line === ANY ? '(?:.*\n)*?' : `${line.split(ANY).map(escaped).join('.*')}\n`));
  return new RegExp(`^${lines.join('')}$`);
}

/** Without empty lines at both ends. */
export function trimmed(lines: readonly string[]): string[] {
  const full = [...lines.keys()].filter((n) => lines[n].trim() !== '');
  return full.length === 0 ? [] : lines.slice(full[0], full.at(-1)! + 1);
}

/** What to show of lines printed: as was shown where that fits; what `…` stands for is left out again. */
export function shownOf(shown: readonly string[], printed: readonly string[]): string[] {
  if (printed.length === 0) return [];
  const parts = split(shown);
  if (parts.length === 1) return printed.map((line, n) => lineOf(shown[n], line));
  const lines: string[] = [];
  let at = 0;
  for (const [n, part] of parts.entries()) {
    const last = n === parts.length - 1;
    const from = n === 0 ? 0 : last ? Math.max(at, printed.length - part.length) : placeOf(part, printed, at);
    lines.push(...(n === 0 ? [] : [ANY]), ...part.flatMap((line, m) => (printed[from + m] === undefined ? [] : [lineOf(line, printed[from + m])]))); // biome-ignore format: a line
    at = from + part.length;
  }
  return lines;
}

/** The lines between those that stand for any. */
function split(shown: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of shown)
    if (line === ANY) parts.push([]);
    else parts.at(-1)!.push(line);
  return parts;
}

/** The line as it is shown, if that fits; else what is printed, cut where the line shown is cut at its end. */
function lineOf(shown: string | undefined, printed: string): string {
  if (shown === undefined) return printed;
  if (lineFits(shown, printed)) return shown;
  const start = shown.split(ANY)[0];
  return shown.endsWith(ANY) && start !== '' && printed.startsWith(start) ? `${start}${ANY}` : printed;
}

/** Where, from `least` on, the lines have most words in common with a part. */
function placeOf(part: readonly string[], printed: readonly string[], least: number): number {
  const words = (line: string): string[] => line.split(/\s+/).filter((word) => /[a-z]/i.test(word));
  const alike = (from: number): number =>
    part.reduce((sum, line, n) => {
      const there = new Set(words(printed[from + n] ?? ''));
      return sum + (lineFits(line, printed[from + n] ?? '') ? 100 : 0) + words(line).filter((word) => there.has(word)).length;
    }, 0);
  let best = least;
  for (let from = least; from + part.length <= printed.length; from++) if (alike(from) > alike(best)) best = from;
  return best;
} // biome-ignore format: lines
