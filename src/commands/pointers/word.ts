import { suggestion } from '../../config/suggestion.ts';
import { presetPointer } from '../../preset-pointer.ts';

/** What people type who want something that is called otherwise here, and what to type instead. */
const OTHERWISE: readonly [words: string, instead: string][] = [
  ['list ls catalog catalogue presets traces workloads dir', 'disco show'],
  ['describe cat print get schema columns', 'disco show KIND NAME'],
  [
    'plot chart charts graph draw figure-of report page html',
    'disco compare TRACE -o FOLDER, which writes charts and a page',
  ],
  ['run simulate sim evaluate execute', 'disco replay TRACE or disco compare TRACE'],
  ['what-if whatif vary study studies tune explore', 'disco sweep TRACE --vary PATH=VALUES'],
  ['ablation mechanisms mechanism', 'disco ablate TRACE'],
  ['paper reproduction validate-paper exhibits figure figures table tables fig', 'disco reproduce EXHIBIT'],
  ['bands uncertainty', 'disco reproduce --bands or disco compare TRACE --bands'],
  ['info head convert validate profile', 'disco trace WORD TRACE'],
  ['fetch', 'disco trace fetch NAME'],
  ['export transform', 'disco trace convert TRACE OUT'],
  ['check verify', 'disco trace validate TRACE'],
  ['download install make-trace', 'disco trace fetch NAME'],
  ['statistics stats analyse analyze', 'disco trace profile TRACE'],
  ['capture valgrind qemu', 'disco record -- COMMAND'],
  ['table2 service', 'disco services TRACE'],
  ['init begin demo tutorial hello quickstart', 'disco start'],
  ['version', 'disco --version'],
  ['tab complete-script completions autocomplete', 'disco completion SHELL'],
  ['env environment setup check-system system', 'disco doctor'],
];

/** What a word means that is no command, as the end of a sentence; '' where nothing is known. `known`: the commands there are, and exhibits. */
export function meantCommand(word: string, known: readonly string[], exhibits: readonly string[]): string {
  const instead = OTHERWISE.find(([words]) => words.split(' ').includes(word.toLowerCase()))?.[1];
  if (instead !== undefined && !known.includes(word)) return `; that is ${instead.replace('WORD', word.toLowerCase())}`;
  if (exhibits.includes(word.toLowerCase())) return `; that is disco reproduce ${word.toLowerCase()}`;
  const near = suggestion(word, known);
  if (near !== '') return near;
  if (word.startsWith('synthetic:') || /[./]/.test(word)) return `; of a trace: disco compare ${word}`;
  return presetPointer(word, []);
}
