import { randomUUID } from 'node:crypto';
import { BroadcastChannel, threadId } from 'node:worker_threads';
import { UserError } from '../../../errors.ts';
import type { TraceRef } from '../../store/keys.ts';
import { localTrace, NoTrace, type TraceSources } from './fetch.ts';

/** What a thread asks the desk for, and what it is told. */
interface Request {
  asker: string;
  trace: TraceRef;
}
interface Reply {
  to: string;
  path?: string;
  error?: { message: string; kind: 'missing' | 'user' | 'fault' };
}

/**
 * Gets traces for all threads of a worker, each once at a time whoever asks for it, in the thread that started them. Nobody holds a lock while a
 * trace is copied: a thread that dies leaves nothing behind, and if the process dies, so do all who wait.
 */
export function openDesk(sources: TraceSources): { name: string; close(): void } {
  const name = `disco-traces-${randomUUID()}`;
  const channel = new BroadcastChannel(name);
  const under = new Map<string, Promise<Omit<Reply, 'to'>>>();
  const get = (trace: TraceRef): Promise<Omit<Reply, 'to'>> => {
    const found = under.get(trace.sha256);
    if (found !== undefined) return found;
    const reply = localTrace(trace, sources)
      .then((path) => ({ path }), (error: Error) => ({ error: { message: error.message, kind: kindOf(error) } }))
      .finally(() => under.delete(trace.sha256));
    under.set(trace.sha256, reply);
    return reply;
  };
  channel.onmessage = async (event: unknown) => {
    const data = (event as { data: Request | Reply }).data;
    if ('asker' in data) channel.postMessage({ to: data.asker, ...(await get(data.trace)) } satisfies Reply);
  };
  return { name, close: () => channel.close() };
} // biome-ignore format: a line

const kindOf = (error: Error): 'missing' | 'user' | 'fault' =>
  error instanceof NoTrace ? 'missing' : error instanceof UserError ? 'user' : 'fault';

/** Asks a desk, from another thread. Throws what `localTrace` threw there. */
export function askDesk(name: string, trace: TraceRef): Promise<string> {
  const channel = new BroadcastChannel(name);
  const asker = `${threadId}-${randomUUID()}`;
  return new Promise<string>((resolve, reject) => {
    channel.onmessage = (event: unknown) => {
      const { data } = event as { data: Request | Reply };
      if (!('to' in data) || data.to !== asker) return;
      const { path, error } = data;
      if (error === undefined) resolve(path!);
      else reject(error.kind === 'fault' ? new Error(error.message) : new (error.kind === 'missing' ? NoTrace : UserError)(error.message));
    };
    channel.postMessage({ asker, trace } satisfies Request);
  }).finally(() => channel.close());
} // biome-ignore format: a line
