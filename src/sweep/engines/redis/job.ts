import { createHash } from 'node:crypto';
import { z } from 'zod';
import { describeIssue } from '../../../config/issue.ts';
import { excerpt } from '../../../errors.ts';
import { guestKey } from '../../../guest/systems.ts';
import { modelVersion } from '../../../model-version.ts';
import { granuleBitsFor, Structure } from '../../../replay/structure/structure.ts';
import { FORMATS } from '../../../trace/formats.ts';
import { MOST_LAYOUT, namesLayout } from '../../../trace/layout/document.ts';
import { RULE_NAMES } from '../../../trace/placement/rules.ts';
import { MAX_CPUS } from '../../../trace/words/trace.ts';
import { tasksOf } from '../../plan/plan.ts';
import { keysOf, type Task } from '../../plan/task.ts';

/** The queue's name in Redis, behind BullMQ's prefix: each version of the program has its own, so that no worker sees jobs that it could not do. */
export const queueName = (model: string = modelVersion()): string => `disco-sweep-${model}`;

/** Structures of a job, at most: each takes some megabytes while it is replayed, and what a job returns has to fit through Redis. */
export const JOB_STRUCTURES = 32;
/** Characters of a trace's path, at most. */
export const PATH_CHARS = 4096;
/** Bytes of a trace that a job can ask for, at most: a pebibyte. */
const BYTES = 2 ** 50;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

/** A `Warmup`. */
const Amount = z.union([z.int().min(0), z.templateLiteral([z.int().min(0), 'refs'])]);

/** A layout in place: a worker reads no file for it. */
const Layout = z.string().min(1).max(MOST_LAYOUT).refine((text) => !namesLayout(text), 'expected a layout, and no name of a file'); // biome-ignore format: a line

const TaskShape = z
  .strictObject({
    stream: z.strictObject({
      trace: z.strictObject({
        path: z
          .string()
          .min(1)
          .max(PATH_CHARS)
          .regex(/^\P{Cc}*$/u, 'expected a path without control characters'),
        sha256: Sha256,
        bytes: z.int().min(0).max(BYTES).optional(),
      }),
      reading: z.strictObject({
        warmup: Amount.nullable(),
        raw: z.boolean(),
        format: z.enum(FORMATS).nullable(),
        layout: Layout.nullable(),
        cpus: z.int().min(1).max(MAX_CPUS).nullable(),
        map: z
          .union([
            z.enum(RULE_NAMES),
            z.record(
              z.string().max(32),
              z
                .int()
                .min(0)
                .max(MAX_CPUS - 1),
            ),
          ])
          .nullable(),
      }),
      granuleBits: z.int().min(0).max(4),
      guest: Structure.shape.guest,
      guestProfile: Structure.shape.guestProfile,
    }),
    structures: z.array(Structure).min(1).max(JOB_STRUCTURES),
  })
  .superRefine(({ stream, structures }, issues) => {
    if (structures.length === 0 || structures.length > JOB_STRUCTURES) return; // told already
    const fail = (path: string[], message: string) => issues.addIssue({ code: 'custom', path, message });
    const { trace, reading } = stream;
    const replays = structures.map((structure) => ({ trace, structure, reading, key: '' }));
    if (new Set(keysOf({ stream, structures })).size < structures.length)
      fail(['structures'], 'expected different ones');
    if (tasksOf(replays, true).length !== 1) fail(['structures'], 'expected those that share a machine');
    if (stream.granuleBits !== granuleBitsFor(...structures))
      fail(['stream', 'granuleBits'], `expected ${granuleBitsFor(...structures)}, by the structures`);
    const { guest } = structures[0];
    if (stream.guest !== guest) fail(['stream', 'guest'], `expected ${guest}`);
    else if (guestKey(stream) !== guestKey(structures[0])) fail(['stream', 'guestProfile'], "expected the structures'");
  });

/** What a job carries: the task, and the program whose counts are wanted. */
export interface Job {
  model: string;
  task: Task;
}

export const jobOf = (task: Task): Job => ({ model: modelVersion(), task });

/** Tasks as jobs do them: of at most so many structures each. */
export const jobsOf = (tasks: readonly Task[], most: number = JOB_STRUCTURES): Task[] =>
  tasks.flatMap(({ stream, structures }) =>
    Array.from({ length: Math.ceil(structures.length / most) }, (_, n): Task => {
      const own = structures.slice(n * most, (n + 1) * most);
      return { stream: { ...stream, granuleBits: granuleBitsFor(...own) }, structures: own };
    }),
  );

/** Names a task by its results, so that a task that is submitted twice is one job. */
export const jobId = (task: Task): string => createHash('sha256').update(keysOf(task).join()).digest('hex');

/** A job that no attempt can make good. Its name is what tells BullMQ. */
export class Refusal extends Error {
  override readonly name = 'UnrecoverableError';
}

/** Reads a job's payload. Throws Refusal if it is malformed, another program's, or not what its id says. */
export function readJob(id: string | undefined, data: unknown): Job {
  const envelope = z.object({ model: z.string() }).safeParse(data);
  if (!envelope.success) throw malformed('model', envelope.error.issues[0], data);
  const { model } = envelope.data;
  if (model !== modelVersion())
    throw new Refusal(`the job is refused: it is of ${excerpt(model)}, in the queue of ${modelVersion()}`);
  const { structures } = (data as { task?: { structures?: unknown } }).task ?? {};
  if (Array.isArray(structures) && structures.length > JOB_STRUCTURES)
    // before each of them is looked at
    throw new Refusal(
      `the job is refused: task.structures: found ${structures.length}, expected at most ${JOB_STRUCTURES}`,
    );
  const job = z.strictObject({ model: z.string(), task: TaskShape }).safeParse(data);
  if (!job.success) throw malformed('', job.error.issues[0], data);
  if (id !== jobId(job.data.task)) throw new Refusal('the job is refused: its id is not the hash of its task');
  return job.data;
}

function malformed(root: string, issue: z.core.$ZodIssue, data: unknown): Refusal {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const at = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
  return new Refusal(`the job is refused: ${path.join('.') || root || 'payload'}: ${describeIssue(issue, at)}`);
}
