/** What a line says its access is; `none`: a line that is left out. */
export const Operation = { fetch: 0, load: 1, modify: 2, store: 3, none: 4 } as const;
export type Operation = (typeof Operation)[keyof typeof Operation];

/** The operation of this name. */
export const operationNamed = (name: string): Operation | undefined =>
  Object.hasOwn(Operation, name) ? Operation[name as keyof typeof Operation] : undefined;

const KNOWN: Readonly<Record<Exclude<keyof typeof Operation, 'none'>, readonly string[]>> = {
  load: ['r', 'l', 'rd', 'ld', 'read', 'load'],
  store: ['w', 's', 'wr', 'st', 'write', 'store'],
  fetch: ['i', 'f', 'if', 'fetch', 'ifetch'],
  modify: ['m', 'rw', 'rmw', 'modify'],
};

/** The codes that everybody uses, which need no meaning. */
export const OPERATIONS: readonly { text: string; operation: Operation }[] = Object.entries(KNOWN).flatMap(
  ([name, codes]) => codes.map((text) => ({ text, operation: Operation[name as keyof typeof KNOWN] })),
);

/** What a code means if everybody uses it, in either case. */
export const codeOf = (text: string): Operation | undefined =>
  OPERATIONS.find((each) => each.text === text.toLowerCase())?.operation;
