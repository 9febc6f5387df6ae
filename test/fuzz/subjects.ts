import type { Subject } from './case.ts';
import { CONTAINERS } from './subjects/containers.ts';
import { DOCUMENTS } from './subjects/documents.ts';
import { SETTINGS_AND_AXES } from './subjects/settings.ts';
import { STORES } from './subjects/stores.ts';
import { TEXTS } from './subjects/texts.ts';

/** Every door by which something from outside comes in, and how many of twenty inputs go there. */
const SHARES: readonly (readonly [Subject, number])[] = [
  [TEXTS, 8],
  [STORES, 1],
  [CONTAINERS, 1],
  [DOCUMENTS, 5],
  [SETTINGS_AND_AXES, 5],
];

export const SUBJECTS: readonly Subject[] = SHARES.map(([subject]) => subject);

/** The subjects in the order in which inputs are drawn, again and again: each as often as its share says. */
export const TURNS: readonly Subject[] = SHARES.flatMap(([subject, share]) => Array<Subject>(share).fill(subject));
