/** Names for `--format`. The binary din layout cannot be told by its content. */
export const FORMATS = ['arrow', 'csv', 'lackey', 'din-d', 'din-D', 'din-b'] as const;
export type Format = (typeof FORMATS)[number];
