/** A trace's path as messages name it. */
export const called = (path: string): string => (path === '-' ? 'standard input' : path);
