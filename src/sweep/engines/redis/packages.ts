import { UserError } from '../../../errors.ts';

/**
 * BullMQ and ioredis, which only this engine needs: peers that are optional, loaded when a queue is asked for.
 * Throws UserError with the command that installs them where they are missing.
 */
export async function loadQueuePackages(): Promise<{
  bullmq: typeof import('bullmq');
  Redis: typeof import('ioredis').Redis;
}> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      'sweeps over Redis need two packages that are not installed; install them beside disco-replay: npm install bullmq@6 ioredis@6',
    );
  }
}
