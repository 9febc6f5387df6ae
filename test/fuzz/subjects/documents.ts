import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Subject } from '../case.ts';
import { damagedText } from '../damage.ts';

const source = (pattern: string): string[] =>
  globSync(fileURLToPath(new URL(`../../../src/${pattern}`, import.meta.url)))
    .sort()
    .map((file) => readFileSync(file, 'utf8'));

/** Kinds of documents, with those that come with the program to start from. */
const KINDS = {
  structure: source('replay/structure/presets/*.yaml'),
  machine: source('replay/structure/machines/*.yaml'),
  guest: source('replay/structure/guests/*.yaml'),
  monitor: source('replay/structure/monitors/*.yaml'),
  costs: source('price/costs/*.yaml'),
  'recovery-costs': source('failures/costs/*.yaml'),
  scenario: [
    ...source('failures/scenarios/*.yaml'),
    'losses:\n  - { at: 200k, nodes: [0], cpus: [0], disks: [0] }\n  - { at: "1.5M", memory: { node: 0, from: 0.5, to: 4 } }\n',
  ],
  study: [
    ...source('sweep/study/studies/*.yaml'),
    'name: p\ntraces: [t.csv]\nvary: { tlb.entries: "16..64:x2" }\npoints:\n  a: { localMemory: 310 }\n  b: { localMemory: 410ns }\nzip: [[a, b]]\n',
  ],
};
const TRACE = '0,1,u,I,400000,4,\n0,1,u,L,10000,4,\n';

/** Configurations: YAML and JSON files of every kind. */
export const DOCUMENTS: Subject = {
  name: 'documents',
  draw(chance) {
    const kind = chance.pick(Object.keys(KINDS)) as keyof typeof KINDS;
    const text = damagedText(chance, chance.pick(KINDS[kind]), KINDS[kind]);
    const name = `mine.${chance.pick(['yaml', 'yaml', 'yaml', 'json'])}`;
    const use = {
      structure: ['replay', 't.csv', '--structure', name],
      machine: ['compare', 't.csv', '--machine', name],
      guest: ['compare', 't.csv', '--guest', name],
      monitor: ['compare', 't.csv', '--monitors', `none,${name}`],
      costs: ['replay', 't.csv', '--costs', name],
      'recovery-costs': ['failures', 't.csv', '-s', 'irix,disco', '--recovery', name],
      scenario: ['failures', 't.csv', '-s', 'irix,disco', '--scenario', name],
      study: ['sweep', name, '--plan'],
    }[kind];
    return {
      files: { [name]: Buffer.from(text), 't.csv': Buffer.from(TRACE) },
      commands: chance.once(kind === 'study' ? 2 : 6) ? [use] : [['show', kind, name]],
    };
  },
};
