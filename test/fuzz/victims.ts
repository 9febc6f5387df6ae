import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../command-line.ts';
import type { Case } from './case.ts';
import { faultOf } from './judge.ts';
import type { Order } from './victim.ts';

/** A watchdog against hangs, no test of speed: seconds of CPU time one command may take, and of waiting in which it takes none. */
const CPU_SECONDS = 2;
const STILL_SECONDS = 60;
/** Most memory of a process, MB: the program's own use, with what a trace of a few kilobytes may need. */
const MEGABYTES = 1500;
/** Ticks a second in /proc (USER_HZ). */
const TICKS = 100;
const PAGE = 4096;

type Told = { home?: string; began?: number; outcomes?: Outcome[] };

/** A process that inputs are tried on, started anew when one has killed it. */
export class Victim {
  private child: ChildProcess | undefined;
  private home = '';

  /** Carries out a case. What is wrong with it, in a sentence; undefined if nothing is. */
  async try(subject: Case): Promise<string | undefined> {
    const child = this.child ?? (await this.start());
    const order: Order = {
      files: Object.fromEntries(Object.entries(subject.files).map(([name, bytes]) => [name, bytes.toString('base64')])),
      commands: subject.commands,
      ...(subject.input === undefined ? {} : { input: subject.input.toString('base64') }),
    };
    const answer = await this.answer(child, order);
    if (typeof answer === 'string') return answer;
    const given = [...Object.values(subject.files), subject.input ?? '', ...subject.commands.flat()].join('\n');
    for (const [i, outcome] of answer.entries()) {
      const fault = faultOf(outcome, given);
      if (fault !== undefined) return `disco ${subject.commands[i].join(' ').slice(0, 200)}: ${fault}`;
    }
    return subject.judge?.(answer);
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    if (this.home !== '') rmSync(this.home, { recursive: true, force: true });
    this.home = '';
  }

  private async start(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(new URL('victim.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    this.home = await new Promise<string>((resolve) => child.once('message', ({ home }: Told) => resolve(home!)));
    return child;
  }

  /** The outcomes; or why the process had to be stopped. */
  private answer(child: ChildProcess, order: Order): Promise<Outcome[] | string> {
    return new Promise((resolve) => {
      let [done, since] = [0, Date.now()];
      let before = usage(child.pid!).seconds;
      let last = before;
      const end = (answer: Outcome[] | string): void => {
        clearInterval(watch);
        child.removeAllListeners('message').removeAllListeners('exit');
        if (typeof answer === 'string') this.stop();
        resolve(answer);
      };
      const watch = setInterval(() => {
        const { seconds, megabytes } = usage(child.pid!);
        if (seconds > last) [last, since] = [seconds, Date.now()];
        const command = `disco ${order.commands[done]?.join(' ').slice(0, 200)}`;
        if (megabytes > MEGABYTES) end(`${command}: ${megabytes} MB of memory`);
        else if (seconds - before > CPU_SECONDS) end(`${command}: more than ${CPU_SECONDS} s of CPU time`);
        else if (Date.now() - since > STILL_SECONDS * 1000) end(`${command}: no answer in ${STILL_SECONDS} s`);
      }, 50);
      child.on('message', (told: Told) => {
        if (told.outcomes !== undefined) end(told.outcomes);
        done = told.began ?? done;
        [since, before] = [Date.now(), usage(child.pid!).seconds];
      });
      child.on('exit', (code, signal) =>
        end(`disco ${order.commands[done]?.join(' ')}: the process ended (${signal ?? code})`),
      );
      child.send(order);
    });
  }
}

/** CPU seconds and resident megabytes of a process, by Linux's /proc; nothing where there is none. */
function usage(pid: number): { seconds: number; megabytes: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return {
      seconds: (Number(stat[11]) + Number(stat[12])) / TICKS,
      megabytes: Math.round((Number(stat[21]) * PAGE) / 1e6),
    };
  } catch {
    return { seconds: 0, megabytes: 0 };
  }
}
