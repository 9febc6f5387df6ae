/** Options of every `disco trace` command. */
export interface TraceOptions {
  format?: string;
  layout?: string;
  raw?: boolean;
  cpus?: number;
  map?: string;
}

export interface ConvertCommandOptions extends TraceOptions {
  windows?: number[];
  events?: boolean;
  level?: number;
}

export interface ProfileCommandOptions extends TraceOptions {
  json?: boolean;
  out?: string;
  /** Bytes of the lines whose distances are measured. */
  line: number;
  /** Whether they are. */
  reuse: boolean;
}

export interface FetchOptions {
  out?: string;
  level?: number;
}
