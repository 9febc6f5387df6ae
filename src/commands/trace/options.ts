/** Options of every `disco trace` command. */
export interface TraceOptions {
  format?: string;
  layout?: string;
  raw?: boolean;
}

export interface ConvertCommandOptions extends TraceOptions {
  windows?: number[];
  level?: number;
}
