import type { ModelOptions } from '../shared/options.ts';

/** Options of `disco failures`. */
export interface FailuresOptions extends ModelOptions {
  structures?: string;
  cells?: string;
  lose: string[];
  at?: string;
  scenario?: string;
  recovery?: string;
}
