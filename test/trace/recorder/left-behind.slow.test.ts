import { expect, test } from 'vitest';
import type { LogStream } from '../../../src/trace/recorder/run/log-stream.ts';
import type { Connection, Recorder } from '../../../src/trace/recorder/run/recorder.ts';
import { Recording } from '../../../src/trace/recorder/run/recording.ts';
import { Run } from '../../../src/trace/recorder/run/run.ts';
import { AccessBlock } from '../../../src/trace/words/encoder/access-block.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { lacks } from '../../needs.ts';

test.skipIf(lacks('bash'))(
  'a process that the command leaves behind is waited for as long as it is expected (needs bash)',
  async () => {
    const recording = new Recording();
    recording.run(recording.processes.thread(recording.processes.begin(7), 1));
    const texts: string[] = [];
    const connection = (stream: LogStream): Connection => ({
      get ready() {
        return stream.waiting > 0;
      },
      get done() {
        return stream.ended && stream.waiting === 0;
      },
      blocked: false,
      held: false,
      read() {
        const text = stream.take()!;
        texts.push(text.toString());
        const block = new AccessBlock();
        block.add(Kind.fetch, 0, 0x1000, 4);
        recording.accesses(block);
        return text.length;
      },
      end() {},
    });
    const recorder: Recorder = {
    format: 'test', origin: '', runner: 'bash', program: 'bash',
    launch: (port) => ({ file: 'bash', args: ['-c', `(sleep 5; echo late >/dev/tcp/127.0.0.1/${port}; sleep 3; echo last >/dev/tcp/127.0.0.1/${port}) & exit 3`] }),
    connection, pids: () => [], expects: async () => texts.length < 2, notes: () => [], close: async () => {},
  }; // biome-ignore format: a recorder
    const run = new Run(recorder, recording, { command: ['bash'], slice: 1000 }, {});
    for await (const _ of run.batches());
    expect([texts, run.exit]).toEqual([['late\n', 'last\n'], { code: 3, signal: null }]);
  },
);
