import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import { MOST_PATIENCE, PATIENCE } from '../../sweep/engines/redis/patience.ts';
import { parseCount } from '../../trace/recorder/quantity.ts';
import { withExamples } from '../shared/examples.ts';
import { GROUPS, quantity, WORKERS_HELP, workers } from '../shared/options.ts';
import type { WorkerCommandOptions } from './options.ts';

export function addWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('Does replays for sweeps on other machines (disco sweep --engine redis) until it is told to stop.')
    .optionsGroup('Where work comes from:')
    .option('--redis <url>', 'where the queue is; better in DISCO_REDIS_URL (default: redis://127.0.0.1:6379)')
    .option(
      '--traces <folder|url>',
      'where traces are found, by hash or name (repeatable)',
      (value, all: string[]) => [...all, value],
      [],
    )
    .optionsGroup(GROUPS.running)
    .option('--workers <n>', WORKERS_HELP, workers)
    .option('--memory <bytes>', 'for decoded traces, of all threads', quantity('--memory'))
    .option('--store <folder>', 'where counts are kept (default: .disco/counts)')
    .option('--cache <folder>', 'where copies of traces are kept', '.disco/traces')
    .optionsGroup('How long it waits, and for how much:')
    .option(
      '--patience <seconds>',
      'after so long without a sign of life, a worker’s jobs go to others',
      seconds('--patience'),
      30,
    )
    .option(
      '--largest-trace <bytes>',
      'a trace that is copied from --traces has at most (default: 64 GiB)',
      quantity('--largest-trace'),
    )
    .option(
      '--connect-timeout <seconds>',
      'of a server of traces: until there is a connection',
      seconds('--connect-timeout'),
      PATIENCE.connect,
    )
    .option('--answer-timeout <seconds>', 'from then until it answers', seconds('--answer-timeout'), PATIENCE.answer)
    .option(
      '--silence-timeout <seconds>',
      'and with hardly anything coming',
      seconds('--silence-timeout'),
      PATIENCE.silence,
    )
    .action(async (options: WorkerCommandOptions) => {
      const { runWorker } = await import('./run.ts');
      await runWorker(options);
    });
  withExamples(command, [
    {
      line: 'disco worker',
      shows: 'works for the queue of DISCO_REDIS_URL until Ctrl-C',
      needs: ['redis-server'],
      stays: true,
    },
    {
      line: 'disco worker --workers 1 --patience 60',
      shows: "with one thread; its jobs go to others after a minute's silence",
      needs: ['redis-server'],
      stays: true,
    },
  ]);
}

const seconds = (flag: string) => (text: string): number => {
  const n = parseCount(text, flag);
  if (n > MOST_PATIENCE) throw new UserError(`${flag} ${text}: expected at most ${MOST_PATIENCE} seconds`);
  return n;
}; // biome-ignore format: a line
