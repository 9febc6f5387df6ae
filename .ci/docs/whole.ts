import { show } from '../../src/commands/show/show.ts';

/** Documents that a program writes from beginning to end, by path. */
export const WHOLE: Readonly<Record<string, () => string | Promise<string>>> = Object.fromEntries(
  ['columns', 'events', 'costs', 'recovery-costs'].map((kind) => [
    `docs/reference/${kind}.md`,
    () => show(kind, undefined, { markdown: true }),
  ]),
);

export const isWhole = (path: string): boolean => Object.hasOwn(WHOLE, path);
