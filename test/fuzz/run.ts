/**
 * `npm run fuzz -- --inputs 100000 --seed 7 --subject traces --keep found`: tries so many inputs and says which are not answered by numbers or
 * one message. Input i of a seed is the same in every run; `--keep` writes the files of those that fail into a folder.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { removeTemporaryFolders } from '../temporary.ts';
import { fuzz } from './fuzz.ts';
import { keep } from './keep.ts';
import { SUBJECTS, TURNS } from './subjects.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    subject: { type: 'string' },
    victims: { type: 'string', default: String(cpus().length) },
    keep: { type: 'string' },
  },
});
const subjects = TURNS.filter(({ name }) => values.subject === undefined || name === values.subject);
if (subjects.length === 0) throw new Error(`--subject: expected one of ${SUBJECTS.map(({ name }) => name).join(', ')}`);

let failed = 0;
const seen = new Map<string, number>();
const tried = await fuzz({
  subjects,
  seed: Number(values.seed),
  first: Number(values.first),
  inputs: Number(values.inputs),
  victims: Number(values.victims),
  onFault(found) {
    failed++;
    if (values.keep !== undefined) keep(values.keep, found);
    // Faults that differ in numbers and names alone are told of once.
    const like = found.fault
      .replace(/^disco .*?: /, '')
      .replace(/\d+|"[^"]*"/g, '#')
      .slice(0, 80);
    seen.set(like, (seen.get(like) ?? 0) + 1);
    if (seen.get(like) === 1) console.log(`${found.subject} ${found.number}: ${found.fault}`);
  },
  onProgress: (done) => process.stderr.isTTY && process.stderr.write(`\r${done} inputs, ${failed} faults `),
});
for (const [like, times] of [...seen].sort(([, a], [, b]) => b - a))
  if (times > 1) console.log(`${times} times: ${like}`);
removeTemporaryFolders();
console.log(`${tried} inputs, ${failed} faults (seed ${values.seed})`);
process.exitCode = failed === 0 ? 0 : 1;
