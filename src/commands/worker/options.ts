export interface WorkerCommandOptions {
  redis?: string;
  traces: string[];
  workers?: number;
  memory?: number;
  store?: string;
  cache: string;
  patience: number;
  connectTimeout: number;
  answerTimeout: number;
  silenceTimeout: number;
  largestTrace?: number;
}
