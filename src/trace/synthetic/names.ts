const SCHEME = 'synthetic:';
const ENDING = /\.workload\.(yaml|json)$/;

/** Whether a trace's name is a workload's: `synthetic:PRESET`, or a file that ends in `.workload.yaml`. */
export const isWorkload = (path: string): boolean => path.startsWith(SCHEME) || ENDING.test(path);

/** The name of a preset, or of a file, that such a name says. */
export const workloadName = (path: string): string => (path.startsWith(SCHEME) ? path.slice(SCHEME.length) : path);
