import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CLI } from '../../command-line.ts';
import { temporaryFolder } from '../../temporary.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
};

/** A Redis of one's own in a temporary folder, that keeps what it is told in a file. */
export class Server {
  readonly port: number;
  private readonly args: readonly string[];
  private process: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.args = args;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** `options`: of redis-server, by the port it is to have. */
  static async start(options: (port: number) => readonly string[] = (port) => ['--port', `${port}`]): Promise<Server> {
    const dir = temporaryFolder('redis');
    const own = ['--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes', '--save', ''];
    for (;;) {
      const port = await freePort();
      const server = new Server(port, [...own, ...options(port)]);
      const failed = await server.up().then(() => undefined, (error: Error) => error); // biome-ignore format: one thought
      if (failed === undefined) return server;
      if (!/Address already in use/.test(failed.message)) throw failed; // somebody else was given the port meanwhile
    }
  }

  /** Starts, again after `kill`, and waits until it answers. */
  async up(): Promise<void> {
    this.process = spawn('redis-server', this.args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await said(this.process, this.process.stdout!, /Ready to accept connections/);
  }

  async kill(): Promise<void> {
    if (this.process === undefined || this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}

/** A `disco worker` as a process. */
export class WorkerProcess {
  readonly process: ChildProcess;
  /** What it said. */
  log = '';
  readonly exit: Promise<unknown>;

  private constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.process = spawn(process.execPath, [CLI, 'worker', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    this.exit = once(this.process, 'exit');
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
  }

  /** Starts one thread, unless told otherwise, its folders in `folder`, and waits until it takes jobs. */
  static async start(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<WorkerProcess> {
    const places = ['--store', join(folder, 'counts'), '--cache', join(folder, 'traces')];
    const worker = new WorkerProcess(['--workers', '1', ...places, ...args], env);
    await said(worker.process, worker.process.stderr!, /threads? for/);
    return worker;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.process.kill(signal);
    await this.exit;
  }
}

/** Resolves when the process has said this; rejects if it ends before. */
function said(child: ChildProcess, stream: NodeJS.ReadableStream, what: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (what.test(text)) resolve();
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`ended: ${text}`)));
  });
}
