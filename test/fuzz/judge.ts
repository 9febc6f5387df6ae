import type { Outcome } from '../command-line.ts';

/** Controls (but tab and newline), directions and other invisible marks, line separators, lone surrogates: none may reach a terminal from outside. */
const RAW = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** What libraries and slips print instead of a sentence. */
const CARELESS =
  /\[object |Invalid input|Unrecognized key|Too (?:big|small): |^\s+at \S+ \(|\bTypeError\b|\bRangeError\b|ERR_[A-Z_]+/m;
const NOT_FINITE = /(?<![\w"'])(?:NaN|-?Infinity|∞)(?![\w"'])/;

/** What is wrong with the outcome of any command on any input; undefined if nothing is. `given`: the input, which may be quoted. */
export function faultOf({ code, stdout, stderr }: Outcome, given: string): string | undefined {
  if (code !== 0 && code !== 2) return `exit code ${code}: ${stderr.slice(0, 400)}`;
  const raw = RAW.exec(stdout) ?? RAW.exec(stderr);
  if (raw !== null) return `U+${raw[0].codePointAt(0)!.toString(16)} is printed as it is`;
  const careless = CARELESS.exec(stderr) ?? NOT_FINITE.exec(stdout);
  if (careless !== null && !given.includes(careless[0].trim()))
    return `${JSON.stringify(careless[0])} is printed: ${stderr.slice(0, 400)}`;
  if (code === 2 && !/^disco: \s*\S{2}/m.test(stderr))
    return `exit code 2 without a message: ${JSON.stringify(stderr.slice(0, 400))}`;
  if (stderr.length > 20_000) return `a message of ${stderr.length} letters`;
  return undefined;
}
